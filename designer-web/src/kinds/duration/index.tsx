import { useTranslation } from "react-i18next";
import { showDuration } from "../../model/duration";
import { asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  const { i18n } = useTranslation();
  if (isBlank(value)) return null;
  const text = typeof value === "number" ? showDuration(value, i18n.language) : asText(value);
  return <span className="fw-number">{text}</span>;
}

export const look: Look = { Cell, align: "right" };
