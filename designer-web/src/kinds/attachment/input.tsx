import { lookOf } from "..";
import type { InputProps } from "../kind";
import { TextFilter } from "../parts/TextLine";

/** Files already there; adding files belongs to the file service. */
export function Input({ field, value }: InputProps) {
  const { Cell } = lookOf(field);
  return (
    <div className="fw-computed">
      <Cell field={field} value={value} place="page" />
    </div>
  );
}

export const Filter = TextFilter;
