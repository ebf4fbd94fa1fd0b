import { groupDigits } from "../../model/decimal";
import { asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  return isBlank(value) ? null : <span className="fw-number">{groupDigits(asText(value))}</span>;
}

export const look: Look = { Cell, align: "right" };
