import { asTitled } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { RecordLink } from "../parts/RecordLink";

function Cell({ field, value }: CellProps) {
  const target = asTitled(value);
  return target && field.target ? <RecordLink entity={field.target} record={target} /> : target?.title;
}

export const look: Look = { Cell };
