import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ImportColumn } from "../../api/contract";
import { useEntity, useLabel } from "../../app/hooks";
import { lookupFields } from "../../model/importing";

type Props = {
  target: string | null | undefined;
  column: ImportColumn;
  onChange: (lookup: string | null) => void;
};

/** By which field of the other entity a column names its records. */
export function LookupSelect({ target, column, onChange }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const entity = useEntity(target ?? "").data;
  if (!target || !entity) return null;
  return (
    <Select
      aria-label={`${column.header} ${t("importing.foundBy")}`}
      value={column.lookup ?? entity.title}
      options={lookupFields(entity).map((field) => ({
        value: field.key,
        label: t("importing.foundByField", { label: label(field) }),
      }))}
      showSearch={{ optionFilterProp: "label" }}
      onChange={(field) => onChange(field === entity.title ? null : field)}
      style={{ width: 180 }}
    />
  );
}
