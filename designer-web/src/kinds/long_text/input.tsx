import { Input as AntInput } from "antd";
import { asText } from "../../model/value";
import type { InputProps } from "../kind";
import { TextFilter } from "../parts/TextLine";

export function Input({ value, onChange, id, issues, autoFocus, label, placeholder }: InputProps) {
  return (
    <AntInput.TextArea
      id={id}
      aria-label={label}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
      autoSize={{ minRows: 2, maxRows: 10 }}
      status={issues?.length ? "error" : undefined}
      aria-invalid={issues?.length ? true : undefined}
      autoFocus={autoFocus}
      placeholder={placeholder}
    />
  );
}

export const Filter = TextFilter;
