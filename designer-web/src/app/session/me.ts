import { getMe } from "../../api/session";

export const meQuery = { queryKey: ["me"], queryFn: getMe, staleTime: 60_000, retry: false };
