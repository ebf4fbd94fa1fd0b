import { Input as AntInput } from "antd";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";

export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  return (
    <AntInput
      id={id}
      aria-label={label}
      type="time"
      value={asText(value)}
      onChange={(event) => onChange(event.target.value || undefined)}
      status={issues?.length ? "error" : undefined}
      autoFocus={autoFocus}
    />
  );
}

export function Filter({ value, onChange, label }: FilterInputProps) {
  return (
    <AntInput aria-label={label} type="time" value={asText(value)} onChange={(event) => onChange(event.target.value)} />
  );
}
