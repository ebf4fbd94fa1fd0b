import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value, place }: CellProps) {
  const text = asText(value);
  return place === "list" ? text.replace(/\s+/g, " ") : <span style={{ whiteSpace: "pre-wrap" }}>{text}</span>;
}

export const look: Look = { Cell, wide: true };
