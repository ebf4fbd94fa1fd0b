import { Rate } from "antd";
import type { Json } from "../../api/contract";
import type { FilterInputProps, InputProps } from "../kind";
import { Ends } from "../parts/Ends";
import { starsOf } from "./stars";

type Props = { value: Json | undefined; onChange: (value: Json | undefined) => void; label: string; most: number };

/** Stars are chosen with the mouse, a finger or the arrow keys; the chosen one again takes them away. */
function Stars({ id, value, onChange, label, most, autoFocus }: Props & { id?: string; autoFocus?: boolean }) {
  return (
    <Rate
      id={id}
      aria-label={label}
      count={most}
      value={typeof value === "number" ? value : 0}
      onChange={(stars) => onChange(stars === 0 ? undefined : stars)}
      autoFocus={autoFocus}
    />
  );
}

export function Input({ field, value, onChange, id, autoFocus, label }: InputProps) {
  return <Stars id={id} label={label} most={starsOf(field)} value={value} onChange={onChange} autoFocus={autoFocus} />;
}

export function Filter({ field, op, value, onChange, label }: FilterInputProps) {
  return (
    <Ends between={op === "between"} value={value} onChange={onChange}>
      {(end, change) => <Stars label={label} most={starsOf(field)} value={end} onChange={change} />}
    </Ends>
  );
}
