import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Avatar, Chip } from "../../app/Parts";
import { usePersonName } from "../../kinds/parts/usePersonName";
import type { Lane } from "../../model/kanban";

/** What a column is called; people known only by id are asked for. */
export function useLaneName(field: Field): (lane: Lane) => string {
  const { t } = useTranslation();
  const label = useLabel();
  return (lane) => {
    if (lane.value === null) return t("views.without", { label: label(field) });
    const option = field.options?.find((one) => one.key === lane.value);
    return option ? label(option) : lane.value;
  };
}

export function LaneHeading({ field, lane, name }: { field: Field; lane: Lane; name: string }) {
  const option = field.options?.find((one) => one.key === lane.value);
  if (field.kind === "user" && lane.value !== null) return <PersonHeading id={lane.value} />;
  return option ? <Chip text={name} color={option.color} /> : <span className="fw-ellipsis">{name}</span>;
}

function PersonHeading({ id }: { id: string }) {
  const name = usePersonName({ id, title: "" });
  return (
    <span className="fw-person">
      <Avatar name={name || "…"} size={20} />
      <span className="fw-ellipsis">{name}</span>
    </span>
  );
}
