import { useQuery } from "@tanstack/react-query";
import { listDepartments, listRoles } from "../api/organisation";

export const useDepartments = () =>
  useQuery({ queryKey: ["departments"], queryFn: listDepartments, staleTime: 60_000 });
export const useRoles = () => useQuery({ queryKey: ["roles"], queryFn: listRoles, staleTime: 60_000 });
