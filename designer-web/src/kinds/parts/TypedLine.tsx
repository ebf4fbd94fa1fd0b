import { Input } from "antd";
import { useState } from "react";
import type { Json } from "../../api/contract";
import { isBlank } from "../../model/value";

type Props<Stored extends Json> = {
  id?: string;
  label: string;
  value: Json | undefined;
  /** What a text means, or `null` for what means nothing; asked for no blank text. */
  read: (typed: string) => Stored | null;
  show: (stored: Json) => string;
  /** The text itself is kept while it means nothing, so that nothing typed is lost. */
  onChange: (value: Json | undefined) => void;
  invalid?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  /** What is said of a text that means nothing. */
  refused: string;
};

/** One line that is typed in many spellings and shown in one; what was understood is shown below while typing. */
export function TypedLine<Stored extends Json>(props: Props<Stored>) {
  const { id, label, value, read, show, onChange, invalid, autoFocus, placeholder, refused } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed?.trim() ?? "";
  const meant = text === "" ? null : read(text);
  const bad = text !== "" && meant === null;
  const understood = meant === null ? "" : show(meant);
  return (
    <>
      <Input
        id={id}
        aria-label={label}
        autoComplete="off"
        value={typed ?? (isBlank(value) ? "" : show(value as Json))}
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          onChange(next.trim() === "" ? undefined : (read(next.trim()) ?? next));
        }}
        onBlur={() => !bad && setTyped(null)}
        status={invalid || bad ? "error" : undefined}
        aria-invalid={invalid || bad || undefined}
        autoFocus={autoFocus}
        placeholder={placeholder}
      />
      {understood !== "" && understood !== text && <span className="fw-field-note">= {understood}</span>}
      {bad && !invalid && <span className="fw-field-issue">{refused}</span>}
    </>
  );
}
