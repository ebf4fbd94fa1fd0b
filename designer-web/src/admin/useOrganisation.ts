import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listDepartments, listRoles } from "../api/organisation";
import { useLabel } from "../app/hooks";

/** The one role that no app defines: it may do everything. */
const ADMIN = "admin";

export const useDepartments = () =>
  useQuery({ queryKey: ["departments"], queryFn: listDepartments, staleTime: 60_000 });
export const useRoles = () => useQuery({ queryKey: ["roles"], queryFn: listRoles, staleTime: 60_000 });

/** Every role somebody may have, as people read it. */
export function useRoleNames(): { value: string; label: string }[] {
  const { t } = useTranslation();
  const label = useLabel();
  const published = useRoles().data?.items ?? [];
  return [
    { value: ADMIN, label: t("admin.administrator") },
    ...published.map((role) => ({ value: role.key, label: label(role) })),
  ];
}
