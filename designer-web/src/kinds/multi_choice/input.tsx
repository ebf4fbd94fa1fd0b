import { asList, asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { ChoiceSelect } from "../parts/ChoiceSelect";

export function Input({ field, value, onChange, id, issues, autoFocus, label, placeholder }: InputProps) {
  return (
    <ChoiceSelect
      id={id}
      field={field}
      label={label}
      value={asList(value).map(asText)}
      onChange={onChange}
      many
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
      placeholder={placeholder}
    />
  );
}

export function Filter({ field, value, onChange, label }: FilterInputProps) {
  return <ChoiceSelect field={field} label={label} value={asList(value).map(asText)} onChange={onChange} many />;
}
