import { groupDigits, parseWhole } from "../../model/decimal";
import { asText, isBlank } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { Ends } from "../parts/Ends";
import { NumberLine } from "../parts/NumberLine";

/** Whole numbers are JSON numbers; what is no whole number stays text, so that nothing typed is lost. */
const stored = (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);

export function Input({ value, onChange, id, issues, autoFocus, label, placeholder }: InputProps) {
  return (
    <NumberLine
      id={id}
      label={label}
      value={isBlank(value) ? "" : asText(value)}
      parse={parseWhole}
      show={groupDigits}
      onChange={(text) => onChange(text === "" ? undefined : stored(text))}
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
        <NumberLine
          label={label}
          value={asText(end)}
          parse={parseWhole}
          show={groupDigits}
          onChange={(text) => change(stored(text))}
        />
      )}
    </Ends>
  );
}
