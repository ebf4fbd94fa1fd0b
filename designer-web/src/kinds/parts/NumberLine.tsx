import { Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { groupDigits } from "../../model/decimal";

type Props = {
  id?: string;
  label: string;
  /** What is stored, or the text itself while it is no number. */
  value: string;
  parse: (typed: string) => string | null;
  show: (stored: string) => string;
  /** `typed` is what stands in the line, a currency included. */
  onChange: (stored: string, typed: string) => void;
  invalid?: boolean;
  autoFocus?: boolean;
  prefix?: ReactNode;
  suffix?: ReactNode;
  placeholder?: string;
};

/** A number as people type it (12万, ¥6.8万, 1,200); what it means is shown below while typing. */
export function NumberLine({
  id,
  label,
  value,
  parse,
  show,
  onChange,
  invalid,
  autoFocus,
  prefix,
  suffix,
  placeholder,
}: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null || typed.trim() === "" ? null : parse(typed);
  const bad = typed !== null && typed.trim() !== "" && parsed === null;
  const explains = parsed !== null && typed !== null && /[^\d.,\s-]/.test(typed);
  return (
    <>
      <Input
        id={id}
        aria-label={label}
        inputMode="decimal"
        autoComplete="off"
        value={typed ?? (value === "" ? "" : show(value))}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(parse(event.target.value) ?? event.target.value, event.target.value);
        }}
        onBlur={() => !bad && setTyped(null)}
        status={invalid || bad ? "error" : undefined}
        aria-invalid={invalid || bad || undefined}
        autoFocus={autoFocus}
        prefix={prefix}
        suffix={suffix}
        placeholder={placeholder}
        className="fw-number"
      />
      {explains && <span className="fw-field-note fw-number">= {groupDigits(parsed)}</span>}
      {bad && <span className="fw-field-issue">{t("form.badNumber")}</span>}
    </>
  );
}
