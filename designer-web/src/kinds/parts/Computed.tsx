import { useTranslation } from "react-i18next";
import { isBlank } from "../../model/value";
import { lookOf } from "..";
import type { InputProps } from "../kind";

/** What the server works out: shown, never typed. */
export function Computed({ field, value }: InputProps) {
  const { t } = useTranslation();
  const { Cell } = lookOf(field);
  const waiting = field.kind === "auto_number" ? t("form.numbered") : t("form.computed");
  return (
    <div className="fw-computed">
      {isBlank(value) ? <span className="fw-muted">{waiting}</span> : <Cell field={field} value={value} place="page" />}
    </div>
  );
}
