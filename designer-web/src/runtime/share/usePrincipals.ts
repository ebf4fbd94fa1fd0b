import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { findPeople, getPeople, listDepartments, listTeams } from "../../api/organisation";
import { useDebounced } from "../../app/hooks";

export type PrincipalKind = "user" | "department" | "team";
type Option = { value: string; label: string };

const departmentsQuery = { queryKey: ["departments"], queryFn: listDepartments };
const teamsQuery = { queryKey: ["teams"], queryFn: listTeams };

/** With whom something may be shared. People are found by the server, departments and teams are few. */
export function usePrincipals(kind: PrincipalKind) {
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed, 250);
  const people = useQuery({
    queryKey: ["people", q],
    queryFn: ({ signal }) => findPeople(q, signal),
    enabled: kind === "user",
    placeholderData: (previous) => previous,
  });
  const departments = useQuery({ ...departmentsQuery, enabled: kind === "department" });
  const teams = useQuery({ ...teamsQuery, enabled: kind === "team" });
  const found = { user: people, department: departments, team: teams }[kind].data?.items ?? [];
  const options: Option[] = found.map(({ id, name }) => ({ value: id, label: name }));
  const filter =
    kind === "user" ? (false as const) : (text: string, option?: Option) => option?.label.includes(text) ?? false;
  return { options, filter, setTyped };
}

/** What somebody, a department or a team is called. */
export function usePrincipalName(kind: PrincipalKind, id: string): string | undefined {
  const person = useQuery({ queryKey: ["people", "id", id], queryFn: () => getPeople([id]), enabled: kind === "user" });
  const departments = useQuery({ ...departmentsQuery, enabled: kind === "department" });
  const teams = useQuery({ ...teamsQuery, enabled: kind === "team" });
  const found = { user: person, department: departments, team: teams }[kind].data?.items ?? [];
  return found.find((one) => one.id === id)?.name;
}
