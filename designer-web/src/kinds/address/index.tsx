import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { addressParts } from "./parts";

function Cell({ value }: CellProps) {
  return <>{typeof value === "string" ? asText(value) : addressParts(value).join("")}</>;
}

export const look: Look = { Cell, wide: true };
