import { useTranslation } from "react-i18next";
import type { InputProps } from "../kind";
import { TextFilter, TextLine } from "../parts/TextLine";

export function Input(props: InputProps) {
  const { t } = useTranslation();
  return <TextLine {...props} placeholder={props.placeholder ?? t("kinds.idNumberHint")} />;
}

export const Filter = TextFilter;
