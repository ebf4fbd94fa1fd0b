import { useTranslation } from "react-i18next";
import { groupDigits, parseDecimal } from "../../model/decimal";
import { readNumber } from "../../model/typed";
import { asObject, asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { Ends } from "../parts/Ends";
import { NumberLine } from "../parts/NumberLine";
import { SIGNS } from "./currency";

/** A currency typed beside the amount is meant. */
const money = (amount: string, typed: string, currency: string) =>
  amount.trim() === "" ? undefined : { amount, currency: readNumber(typed)?.currency ?? currency };

export function Input({ field, value, onChange, id, issues, autoFocus, label, placeholder }: InputProps) {
  const { t } = useTranslation();
  const current = asObject(value);
  const currency = asText(current.currency) || field.currency || "CNY";
  return (
    <NumberLine
      id={id}
      label={label}
      value={asText(current.amount)}
      parse={parseDecimal}
      show={(amount) => groupDigits(amount, field.scale ?? 2)}
      onChange={(amount, typed) => onChange(money(amount, typed, currency))}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
      prefix={<span className="fw-muted">{SIGNS[currency] ?? currency}</span>}
      placeholder={placeholder ?? t("form.amountHint")}
    />
  );
}

export function Filter({ field, op, value, onChange, label }: FilterInputProps) {
  const currency = field.currency ?? "CNY";
  const show = (amount: string) => groupDigits(amount);
  return (
    <Ends between={op === "between"} value={value} onChange={onChange}>
      {(end, change) => (
        <NumberLine
          label={label}
          value={asText(asObject(end).amount)}
          parse={parseDecimal}
          show={show}
          onChange={(amount, typed) => change(money(amount, typed, currency))}
          prefix={<span className="fw-muted">{SIGNS[currency] ?? currency}</span>}
        />
      )}
    </Ends>
  );
}
