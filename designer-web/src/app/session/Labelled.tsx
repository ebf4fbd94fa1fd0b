import type { ReactNode } from "react";

/** A label above its input, with what is wrong below. */
export function Labelled({
  id,
  label,
  issue,
  hint,
  children,
}: {
  id: string;
  label: string;
  issue?: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div className="fw-labelled">
      <label htmlFor={id}>{label}</label>
      {children}
      {issue ? <span className="fw-field-issue">{issue}</span> : hint && <span className="fw-field-note">{hint}</span>}
    </div>
  );
}
