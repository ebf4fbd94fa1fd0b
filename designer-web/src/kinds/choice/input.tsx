import { asList, asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { ChoiceSelect } from "../parts/ChoiceSelect";

export function Input({ field, value, onChange, id, issues, autoFocus, opened, label, placeholder }: InputProps) {
  return (
    <ChoiceSelect
      id={id}
      field={field}
      label={label}
      value={asText(value) ? [asText(value)] : []}
      onChange={([key]) => onChange(key)}
      many={false}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
      placeholder={placeholder}
      opened={opened}
    />
  );
}

export function Filter({ field, op, value, onChange, label }: FilterInputProps) {
  const many = op === "in" || op === "not_in";
  return (
    <ChoiceSelect
      field={field}
      label={label}
      value={asList(value).map(asText)}
      onChange={(keys) => onChange(many ? keys : keys[0])}
      many={many}
    />
  );
}
