import { useQuery } from "@tanstack/react-query";
import { getPeople } from "../../api/organisation";
import type { Titled } from "../../model/value";

/** The name of a person known only by id, asked for once and remembered. */
export function usePersonName(person: Titled | null): string {
  const unknown = person !== null && !person.title;
  const query = useQuery({
    queryKey: ["person", person?.id],
    queryFn: async () => (await getPeople([person?.id ?? ""])).items[0] ?? null,
    enabled: unknown,
    staleTime: 300_000,
  });
  return person?.title || query.data?.name || "";
}
