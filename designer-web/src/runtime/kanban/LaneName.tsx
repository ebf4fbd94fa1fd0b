import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import { getPeople } from "../../api/organisation";
import { useLabel } from "../../app/hooks";
import { Chip, PersonName } from "../../app/Parts";
import type { Lane } from "../../model/kanban";

/** The names of people, asked for together; by their ids. */
function useNames(ids: string[]): Map<string, string> {
  const people = useQuery({
    queryKey: ["people", ids],
    queryFn: async () => new Map((await getPeople(ids)).items.map((person) => [person.id, person.name])),
    enabled: ids.length > 0,
    staleTime: 300_000,
    placeholderData: (previous) => previous,
  });
  return people.data ?? new Map();
}

/** What a column is called. */
export function useLaneName(field: Field, lanes: Lane[]): (lane: Lane) => string {
  const { t } = useTranslation();
  const label = useLabel();
  const names = useNames(field.kind === "user" ? lanes.flatMap((lane) => lane.value ?? []) : []);
  return (lane) => {
    if (lane.value === null) return t("views.without", { label: label(field) });
    if (field.kind === "user") return names.get(lane.value) ?? "…";
    const option = field.options?.find((one) => one.key === lane.value);
    return option ? label(option) : lane.value;
  };
}

export function LaneHeading({ field, lane, name }: { field: Field; lane: Lane; name: string }) {
  if (field.kind === "user" && lane.value !== null) return <PersonName name={name} />;
  const option = field.options?.find((one) => one.key === lane.value);
  return option ? <Chip text={name} color={option.color} /> : <span className="fw-ellipsis">{name}</span>;
}
