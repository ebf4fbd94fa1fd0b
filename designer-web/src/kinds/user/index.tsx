import { PersonName } from "../../app/Parts";
import { asTitled } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { usePersonName } from "../parts/usePersonName";

function Cell({ value }: CellProps) {
  const person = asTitled(value);
  const name = usePersonName(person);
  return name ? <PersonName name={name} /> : null;
}

export const look: Look = { Cell };
