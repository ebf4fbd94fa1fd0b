import { asText } from "../../model/value";
import type { CellProps } from "../kind";

export function PlainCell({ value }: CellProps) {
  return <>{asText(value)}</>;
}
