import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { type Fitting, fieldsFor } from "../../model/viewDraft";

type Props = {
  entity: Entity;
  fitting: Fitting;
  label: string;
  value: string | undefined;
  onChange: (key: string | undefined) => void;
  /** Whether it may be left open. */
  optional?: boolean;
};

/** One of the entity's fields that fit a setting. */
export function FieldSelect({ entity, fitting, label, value, onChange, optional }: Props) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{label}</span>
      <Select
        aria-label={label}
        value={value || undefined}
        allowClear={optional}
        placeholder={optional ? t("viewDesign.none") : t("common.choose")}
        showSearch={{ optionFilterProp: "label" }}
        options={fieldsFor(entity, fitting).map((field) => ({ value: field.key, label: labelOf(field) }))}
        onChange={(key: string | undefined) => onChange(key)}
      />
    </div>
  );
}

type ManyProps = Omit<Props, "value" | "onChange" | "optional"> & {
  value: string[];
  onChange: (keys: string[]) => void;
  except?: string[];
};

export function FieldsSelect({ entity, fitting, label, value, onChange, except = [] }: ManyProps) {
  const labelOf = useLabel();
  const fields = fieldsFor(entity, fitting).filter((field) => !except.includes(field.key));
  return (
    <Select
      mode="multiple"
      aria-label={label}
      placeholder={label}
      value={value}
      showSearch={{ optionFilterProp: "label" }}
      options={fields.map((field) => ({ value: field.key, label: labelOf(field) }))}
      onChange={onChange}
      style={{ width: "100%" }}
    />
  );
}
