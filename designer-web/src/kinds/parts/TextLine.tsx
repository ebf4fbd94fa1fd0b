import { Input } from "antd";
import type { HTMLAttributes } from "react";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";

type Extra = {
  inputMode?: HTMLAttributes<HTMLInputElement>["inputMode"];
  type?: string;
  autoComplete?: string;
  placeholder?: string;
};

/** One line of text; Enter submits the form around it. */
export function TextLine(props: InputProps & Extra) {
  const {
    field,
    value,
    onChange,
    id,
    issues,
    autoFocus,
    label,
    inputMode,
    type,
    autoComplete = "off",
    placeholder,
  } = props;
  return (
    <Input
      id={id}
      aria-label={label}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
      status={issues?.length ? "error" : undefined}
      aria-invalid={issues?.length ? true : undefined}
      aria-describedby={issues?.length && id ? `${id}-issues` : undefined}
      maxLength={field.max_length ? field.max_length * 2 : undefined}
      autoFocus={autoFocus}
      inputMode={inputMode}
      type={type}
      autoComplete={autoComplete}
      placeholder={placeholder}
    />
  );
}

export function TextFilter({ value, onChange, label }: FilterInputProps) {
  return <Input aria-label={label} value={asText(value)} onChange={(event) => onChange(event.target.value)} />;
}
