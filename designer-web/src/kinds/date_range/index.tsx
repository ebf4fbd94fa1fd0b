import { useTranslation } from "react-i18next";
import { asObject, asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  const { t } = useTranslation();
  if (isBlank(value)) return null;
  if (typeof value === "string") return <span className="fw-number">{value}</span>;
  const { start, end } = asObject(value);
  return <span className="fw-number">{t("kinds.range", { start: asText(start), end: asText(end) })}</span>;
}

export const look: Look = { Cell };
