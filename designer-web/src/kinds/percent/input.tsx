import { fromPercentage, groupDigits, toPercentage } from "../../model/decimal";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { Ends } from "../parts/Ends";
import { NumberLine } from "../parts/NumberLine";

const show = (share: string) => groupDigits(toPercentage(share));

export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  return (
    <NumberLine
      id={id}
      label={label}
      value={asText(value)}
      parse={fromPercentage}
      show={show}
      onChange={onChange}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
      suffix="%"
    />
  );
}

export function Filter({ op, value, onChange, label }: FilterInputProps) {
  return (
    <Ends between={op === "between"} value={value} onChange={onChange}>
      {(end, change) => (
        <NumberLine label={label} value={asText(end)} parse={fromPercentage} show={show} onChange={change} suffix="%" />
      )}
    </Ends>
  );
}
