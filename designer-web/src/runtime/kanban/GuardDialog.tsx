import { Button, Modal } from "antd";
import { type FormEvent, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, Values } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { kindOf } from "../../kinds";
import { bare, isBlank } from "../../model/value";

type Props = {
  entity: Entity;
  fields: Field[];
  title: string;
  onCancel: () => void;
  onDone: (values: Values) => void;
};

/** What must be said before a card enters a column. Nothing moves before it is. */
export default function GuardDialog({ entity, fields, title, onCancel, onDone }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const formId = useId();
  const [values, setValues] = useState<Values>({});
  const [tried, setTried] = useState(false);
  const missing = fields.filter((field) => isBlank(values[field.key]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.length > 0) return;
    onDone(Object.fromEntries(fields.map((field) => [field.key, bare(field.kind, values[field.key])])));
  };
  return (
    <Modal
      open
      title={title}
      onCancel={onCancel}
      footer={[
        <Button key="no" onClick={onCancel}>
          {t("common.cancel")}
        </Button>,
        <Button key="yes" type="primary" htmlType="submit" form={formId}>
          {t("views.moveNow")}
        </Button>,
      ]}
    >
      <form id={formId} className="fw-stack" onSubmit={submit} data-popup-home style={{ position: "relative" }}>
        <p className="fw-muted">{t("views.guardHint")}</p>
        {fields.map((field, at) => {
          const { Input } = kindOf(field);
          const id = `${formId}-${field.key}`;
          const sentence = tried && missing.includes(field) ? t("form.required", { label: label(field) }) : null;
          return (
            <div key={field.key} className="fw-labelled">
              <label htmlFor={id}>
                {label(field)}
                <span className="fw-required" aria-hidden="true">
                  *
                </span>
              </label>
              <Suspense fallback={<span className="fw-bone" style={{ height: 32 }} />}>
                <Input
                  entity={entity.key}
                  field={field}
                  id={id}
                  label={label(field)}
                  value={values[field.key]}
                  issues={sentence ? [{ code: "required", pointer: `/${field.key}`, message: sentence }] : undefined}
                  onChange={(value) => setValues({ ...values, [field.key]: value })}
                  autoFocus={at === 0}
                />
              </Suspense>
              {sentence && (
                <span className="fw-field-issue" role="alert">
                  {sentence}
                </span>
              )}
            </div>
          );
        })}
      </form>
    </Modal>
  );
}
