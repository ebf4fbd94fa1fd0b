import { useTranslation } from "react-i18next";
import type { FilterInputProps, InputProps } from "../kind";
import { TitledFilter, TitledInput } from "../parts/TitledInput";

export function Input(props: InputProps) {
  return <TitledInput {...props} many />;
}

export function Filter(props: FilterInputProps) {
  const { t } = useTranslation();
  return <TitledFilter {...props} extra={{ title: t("range.me"), value: { me: "id" } }} />;
}
