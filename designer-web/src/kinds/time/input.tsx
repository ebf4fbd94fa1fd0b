import { readTime } from "../../model/day";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { MomentLine } from "../parts/MomentLine";

const asItIs = (time: string) => time;

export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  return (
    <MomentLine
      id={id}
      label={label}
      value={asText(value)}
      picked="time"
      read={readTime}
      show={asItIs}
      onChange={(time, typed) => onChange(time ?? (typed.trim() || undefined))}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
    />
  );
}

export function Filter({ value, onChange, label }: FilterInputProps) {
  return (
    <MomentLine
      label={label}
      value={asText(value)}
      picked="time"
      read={readTime}
      show={asItIs}
      onChange={(time, typed) => (time || typed.trim() === "") && onChange(time)}
    />
  );
}
