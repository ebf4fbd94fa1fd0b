import { unparsedOf } from "../../model/json";
import type { CellProps, Look } from "../kind";

function Cell({ field, value, place }: CellProps) {
  if (value === undefined || value === null) return null;
  if (field.right === "masked" && typeof value === "string") return <>{value}</>;
  const text = unparsedOf(value) ?? JSON.stringify(value, null, place === "page" ? 2 : undefined);
  return place === "page" ? <pre className="fw-number fw-json">{text}</pre> : <span className="fw-number">{text}</span>;
}

export const look: Look = { Cell, wide: true };
