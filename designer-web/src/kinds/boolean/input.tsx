import { Segmented, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { FilterInputProps, InputProps } from "../kind";

export function Input({ value, onChange, id, autoFocus, label }: InputProps) {
  return <Switch id={id} aria-label={label} checked={value === true} onChange={onChange} autoFocus={autoFocus} />;
}

export function Filter({ value, onChange, label }: FilterInputProps) {
  const { t } = useTranslation();
  const options = [
    { value: "yes", label: t("common.yes") },
    { value: "no", label: t("common.no") },
  ];
  const chosen = value === true ? "yes" : value === false ? "no" : "";
  return (
    <Segmented aria-label={label} options={options} value={chosen} onChange={(next) => onChange(next === "yes")} />
  );
}
