import { groupDigits, parseDecimal } from "../../model/decimal";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { Ends } from "../parts/Ends";
import { NumberLine } from "../parts/NumberLine";

export function Input({ field, value, onChange, id, issues, autoFocus, label, placeholder }: InputProps) {
  return (
    <NumberLine
      id={id}
      label={label}
      value={asText(value)}
      parse={parseDecimal}
      show={(text) => groupDigits(text, field.scale ?? undefined)}
      onChange={onChange}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
      placeholder={placeholder}
    />
  );
}

export function Filter({ op, value, onChange, label }: FilterInputProps) {
  return (
    <Ends between={op === "between"} value={value} onChange={onChange}>
      {(end, change) => (
        <NumberLine label={label} value={asText(end)} parse={parseDecimal} show={groupDigits} onChange={change} />
      )}
    </Ends>
  );
}
