import type { ReactNode } from "react";

/** A label above its input, with what is wrong below. */
export function Labelled({
  id,
  label,
  issue,
  hint,
  required,
  children,
}: {
  id: string;
  label: string;
  issue?: string;
  hint?: string;
  /** Marked by a star; what is missing is told by who asks. */
  required?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="fw-labelled">
      <label htmlFor={id}>
        {label}
        {required && (
          <span className="fw-required" aria-hidden="true">
            {" *"}
          </span>
        )}
      </label>
      {children}
      {issue ? <span className="fw-field-issue">{issue}</span> : hint && <span className="fw-field-note">{hint}</span>}
    </div>
  );
}
