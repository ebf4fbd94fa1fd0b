import { useLabel } from "../../app/hooks";
import { chainOf } from "../../model/options";
import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ field, value }: CellProps) {
  const label = useLabel();
  const key = asText(value);
  if (!key) return null;
  const chain = chainOf(field.options ?? [], key);
  return <>{chain.length > 0 ? chain.map(label).join(" / ") : key}</>;
}

export const look: Look = { Cell };
