import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Chip } from "../../app/Parts";

type Props = {
  id?: string;
  field: Field;
  label: string;
  value: string[];
  onChange: (keys: string[]) => void;
  many: boolean;
  invalid?: boolean;
  autoFocus?: boolean;
  opened?: boolean;
  placeholder?: string;
};

/** The options of a field. Retired ones are kept where they are already chosen, but not offered. */
export function ChoiceSelect(props: Props) {
  const { id, field, label, value, onChange, many, invalid, autoFocus, opened, placeholder } = props;
  const { t } = useTranslation();
  const labelOf = useLabel();
  const options = (field.options ?? [])
    .filter((option) => option.active !== false || value.includes(option.key))
    .map((option) => ({
      value: option.key,
      text: labelOf(option),
      label: <Chip text={labelOf(option)} color={option.color} />,
    }));
  const shared = {
    id,
    "aria-label": label,
    options,
    status: invalid ? ("error" as const) : undefined,
    autoFocus,
    defaultOpen: opened,
    allowClear: !field.required,
    showSearch: options.length > 8 ? { optionFilterProp: "text" } : false,
    placeholder: placeholder ?? t("common.choose"),
    notFoundContent: t("common.noOption"),
    style: { width: "100%" },
    getPopupContainer: popupHome,
  };
  if (many) return <Select {...shared} mode="multiple" value={value} onChange={onChange} />;
  return (
    <Select
      {...shared}
      value={value[0] ?? null}
      onChange={(key: string | undefined | null) => onChange(key ? [key] : [])}
    />
  );
}

/** Menus open inside the drawer or dialog they belong to, so that they scroll with it and keep the focus there. */
export function popupHome(trigger: HTMLElement): HTMLElement {
  return trigger.closest<HTMLElement>("[data-popup-home]") ?? document.body;
}
