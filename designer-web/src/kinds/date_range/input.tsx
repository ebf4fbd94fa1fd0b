import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { asObject, asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { DayPicker } from "../parts/DayPicker";

/** Two days; what is no day stays as it was typed, so that the server says what is wrong with it. */
export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const { t } = useTranslation();
  const ends = asObject(value);
  const invalid = Boolean(issues?.length);
  const change = (end: "start" | "end", day: Json | undefined) => {
    const next = { ...ends, [end]: day };
    onChange(next.start === undefined && next.end === undefined ? undefined : next);
  };
  return (
    <span className="fw-row">
      <DayPicker
        id={id}
        label={t("kinds.rangeStart", { label })}
        value={asText(ends.start)}
        onChange={(day, typed) => change("start", day ?? (typed.trim() || undefined))}
        invalid={invalid}
        autoFocus={autoFocus}
      />
      <span className="fw-muted">{t("list.to")}</span>
      <DayPicker
        label={t("kinds.rangeEnd", { label })}
        value={asText(ends.end)}
        onChange={(day, typed) => change("end", day ?? (typed.trim() || undefined))}
        invalid={invalid}
      />
    </span>
  );
}

/** A range is asked only whether it is there; its days are fields of their own in a condition. */
export function Filter(_: FilterInputProps) {
  return null;
}
