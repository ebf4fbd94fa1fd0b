import { memo, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Issue, Json } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { kindOf, lookOf } from "../../kinds";
import { together } from "../../model/issue";
import { helpOf } from "../../model/label";
import { isBlank, isWritable } from "../../model/value";
import { inputId } from "./useRecordForm";

type Props = {
  entity: string;
  field: Field;
  value: Json | undefined;
  issues: Issue[] | undefined;
  autoFocus?: boolean;
  placeholder?: string;
  onChange: (value: Json | undefined) => void;
};

/** A label, its input, and what is wrong with it. Drawn again only when its own value or issues change. */
export const FieldLine = memo(
  function FieldLine({ entity, field, value, issues = [], autoFocus, placeholder, onChange }: Props) {
    const { t, i18n } = useTranslation();
    const label = useLabel()(field);
    const { Input, wide } = kindOf(field);
    const help = helpOf(field, i18n.language);
    const id = inputId(field.key);
    const whole = field.kind === "sub_table" ? [] : issues;
    return (
      <div className="fw-field" data-wide={wide}>
        <label htmlFor={id}>
          {label}
          {field.required && (
            <span className="fw-required" aria-hidden="true">
              *
            </span>
          )}
        </label>
        {isWritable(field) ? (
          <Suspense fallback={<span className="fw-bone" style={{ height: 32 }} />}>
            <Input
              entity={entity}
              field={field}
              value={value}
              onChange={onChange}
              label={label}
              id={id}
              issues={issues}
              autoFocus={autoFocus}
              placeholder={placeholder}
            />
          </Suspense>
        ) : (
          <ReadOnly
            field={field}
            value={value}
            waiting={!field.computed ? "—" : field.kind === "auto_number" ? t("form.numbered") : t("form.computed")}
          />
        )}
        {whole.length > 0 ? (
          <span className="fw-field-issue" id={`${id}-issues`} role="alert">
            {together(whole.map((issue) => issue.message))}
          </span>
        ) : (
          help && <span className="fw-field-note">{help}</span>
        )}
      </div>
    );
  },
  (before, after) => before.field === after.field && before.value === after.value && before.issues === after.issues,
);

function ReadOnly({ field, value, waiting }: { field: Field; value: Json | undefined; waiting: string }) {
  const { Cell } = lookOf(field);
  return (
    <div className="fw-computed">
      {isBlank(value) ? <span className="fw-muted">{waiting}</span> : <Cell field={field} value={value} place="page" />}
    </div>
  );
}
