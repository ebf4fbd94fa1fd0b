import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { readDuration, showDuration } from "../../model/duration";
import type { FilterInputProps, InputProps } from "../kind";
import { Ends } from "../parts/Ends";
import { TypedLine } from "../parts/TypedLine";

type Props = { value: Json | undefined; onChange: (value: Json | undefined) => void; label: string };
type More = { id?: string; invalid?: boolean; autoFocus?: boolean };

function DurationLine(props: Props & More) {
  const { t, i18n } = useTranslation();
  const show = (seconds: Json) =>
    typeof seconds === "number" ? showDuration(seconds, i18n.language) : String(seconds);
  return (
    <TypedLine
      {...props}
      read={readDuration}
      show={show}
      placeholder={t("kinds.durationHint")}
      refused={t("form.badDuration")}
    />
  );
}

export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const invalid = Boolean(issues?.length);
  return (
    <DurationLine id={id} label={label} value={value} onChange={onChange} invalid={invalid} autoFocus={autoFocus} />
  );
}

export function Filter({ op, value, onChange, label }: FilterInputProps) {
  return (
    <Ends between={op === "between"} value={value} onChange={onChange}>
      {(end, change) => (
        <DurationLine label={label} value={end} onChange={(next) => typeof next !== "string" && change(next)} />
      )}
    </Ends>
  );
}
