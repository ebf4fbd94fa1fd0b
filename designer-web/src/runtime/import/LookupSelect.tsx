import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field, ImportColumn } from "../../api/contract";
import { useEntity, useLabel } from "../../app/hooks";
import { lookupFields } from "../../model/importing";

type Props = {
  target: string | null | undefined;
  column: ImportColumn;
  onChange: (lookup: string | null) => void;
};

/** By which field of the other entity a column names its records; what tells them apart best is offered first. */
export function LookupSelect({ target, column, onChange }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const entity = useEntity(target ?? "").data;
  if (!target || !entity) return null;
  const { telling, rest } = lookupFields(entity);
  const option = (field: Field) => ({ value: field.key, label: label(field) });
  return (
    <Select
      aria-label={`${column.header} ${t("importing.foundBy")}`}
      value={column.lookup ?? entity.title}
      options={[
        ...telling.map(option),
        ...(rest.length > 0 ? [{ label: t("importing.foundByRest"), options: rest.map(option) }] : []),
      ]}
      labelRender={(chosen) => t("importing.foundByField", { label: chosen.label })}
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      onChange={(field) => onChange(field === entity.title ? null : field)}
    />
  );
}
