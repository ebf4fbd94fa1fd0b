import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  return <span className="fw-number">{asText(value)}</span>;
}

export const look: Look = { Cell };
