import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { fieldOf } from "../../model/fields";
import { fieldsFor } from "../../model/viewDraft";
import { OrderedList } from "./OrderedList";

type Props = { entity: Entity; label: string; keys: string[]; onChange: (keys: string[]) => void };

/** What is shown and in which order; what is not shown yet is added from below. */
export function ColumnSettings({ entity, label, keys, onChange }: Props) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const rest = fieldsFor(entity, "shown").filter((field) => !keys.includes(field.key));
  const nameOf = (key: string) => labelOf(fieldOf(entity, key) ?? { key });
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{label}</span>
      <OrderedList
        label={label}
        lines={keys.map((key) => ({ key, name: nameOf(key), checked: true }))}
        onOrder={onChange}
        onCheck={(key) => onChange(keys.filter((one) => one !== key))}
      />
      <Select
        aria-label={t("viewDesign.add", { label })}
        placeholder={t("viewDesign.add", { label })}
        value={null}
        showSearch={{ optionFilterProp: "label" }}
        options={rest.map((field) => ({ value: field.key, label: labelOf(field) }))}
        onChange={(key: string | null) => key && onChange([...keys, key])}
      />
    </div>
  );
}
