import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { DayPicker } from "../parts/DayPicker";
import { MomentFilter } from "../parts/MomentFilter";

export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  return (
    <DayPicker
      id={id}
      label={label}
      value={asText(value)}
      onChange={(day, typed) => onChange(day ?? (typed.trim() || undefined))}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
    />
  );
}

export function Filter(props: FilterInputProps) {
  return <MomentFilter {...props} toStored={(day) => day} toDay={asText} />;
}
