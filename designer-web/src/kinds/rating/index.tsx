import { useTranslation } from "react-i18next";
import { asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { starsOf } from "./stars";

function Cell({ field, value }: CellProps) {
  const { t } = useTranslation();
  if (isBlank(value)) return null;
  if (typeof value !== "number") return <>{asText(value)}</>;
  const most = starsOf(field);
  const given = Math.min(Math.max(value, 0), most);
  return (
    <span className="fw-stars" role="img" aria-label={t("kinds.stars", { given, most })}>
      {"★".repeat(given)}
      <span className="fw-muted">{"☆".repeat(most - given)}</span>
    </span>
  );
}

export const look: Look = { Cell };
