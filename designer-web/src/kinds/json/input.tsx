import { Input as AntInput } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isBlankJson, typedJson, unparsedOf } from "../../model/json";
import type { FilterInputProps, InputProps } from "../kind";

/** JSON in several lines; the text stays as it was typed, and is checked at every key. */
export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const stored = unparsedOf(value) ?? (isBlankJson(value) ? "" : JSON.stringify(value, null, 2));
  const bad = unparsedOf(value) !== null;
  return (
    <>
      <AntInput.TextArea
        id={id}
        aria-label={label}
        className="fw-number"
        spellCheck={false}
        autoSize={{ minRows: 3, maxRows: 16 }}
        placeholder={'{"key": "value"}'}
        value={typed ?? stored}
        status={bad || issues?.length ? "error" : undefined}
        aria-invalid={bad || Boolean(issues?.length) || undefined}
        autoFocus={autoFocus}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(typedJson(event.target.value));
        }}
        onBlur={() => !bad && setTyped(null)}
      />
      {bad && !issues?.length && <span className="fw-field-issue">{t("form.badJson")}</span>}
    </>
  );
}

/** A value is asked only whether it is there. */
export function Filter(_: FilterInputProps) {
  return null;
}
