import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { type KeyboardEvent, lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, RecordRow, Values } from "../../api/contract";
import { useLabel, useProblemText } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import { patchOf } from "../../model/draft";
import { groupsOf } from "../../model/fields";
import { isWritable, titleOf } from "../../model/value";
import { DuplicateNotice } from "./DuplicateNotice";
import { FieldLine } from "./FieldLine";
import { useRecordForm } from "./useRecordForm";
import "./form.css";

const ConflictDialog = lazy(() => import("../record/ConflictDialog"));

type Props = {
  entity: Entity;
  record: RecordRow | null;
  preset?: Values;
  hidden?: string[];
  onDirty: (dirty: boolean) => void;
  onClose: () => void;
  onCancel: () => void;
};

const NO_PRESET: Values = {};
const NONE: string[] = [];

/** The generated form: groups of fields, what is wrong beside each, the buttons always in reach. */
export function RecordForm({ entity, record, preset = NO_PRESET, hidden = NONE, onDirty, onClose, onCancel }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [round, setRound] = useState(0);
  const fillable = (field: Field) =>
    !hidden.includes(field.key) && field.right !== "masked" && (isWritable(field) || record !== null);
  const fields = entity.fields.filter(fillable);
  const form = useRecordForm(entity, fields, record, preset);
  const { draft, edit, save, dirty, recalled, saving, failure, problem } = form;
  useEffect(() => onDirty(dirty), [dirty, onDirty]);

  const saved = (row: RecordRow) => {
    const title = titleOf(entity, row);
    if (record) showToast(t("common.saved"));
    else {
      const open = () =>
        void navigate({ to: "/record/$entity/$id", params: { entity: entity.key, id: row.id }, search: {} });
      showToast(t("form.created", { title }), { action: { label: t("form.view"), run: open } });
    }
  };
  const startOver = () => {
    edit({ kind: "started-over" });
    setRound(round + 1);
  };
  const submit = () =>
    save((row) => {
      saved(row);
      onClose();
    });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  const first = fields.find(isWritable)?.key;
  const wrong = Object.keys(draft.issues).length;
  const general = draft.issues[""]?.[0]?.message;
  const conflicts = problem?.status === 409 ? problem.conflicts : undefined;

  return (
    <form
      key={round}
      className="fw-form"
      noValidate
      data-popup-home
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="fw-form-body">
        {failure && !conflicts && (
          <div className="fw-alert" role="alert">
            {wrong > 0 ? t("form.wrongSummary", { count: wrong }) : problemText(failure)}
            {general && <div>{general}</div>}
          </div>
        )}
        {recalled && dirty && (
          <div className="fw-notice fw-row">
            <span className="fw-grow">{t("form.restored")}</span>
            <button type="button" className="fw-plain fw-link" onClick={startOver}>
              {t("form.startOver")}
            </button>
          </div>
        )}
        {!record && <DuplicateNotice entity={entity} values={draft.values} />}
        <HeldBy value={record && { entity: entity.key, record: record.id }}>
          {groupsOf({ ...entity, fields }).map(({ key, group, fields: inGroup }) => (
            <fieldset key={key} className="fw-form-group">
              {(group || entity.groups.length > 0) && <legend>{group ? label(group) : t("common.other")}</legend>}
              <div className="fw-form-fields">
                {inGroup.map((field) => (
                  <FieldLine
                    key={field.key}
                    entity={entity.key}
                    field={field}
                    value={draft.values[field.key]}
                    issues={draft.issues[field.key]}
                    autoFocus={field.key === first}
                    onChange={(value) => edit({ kind: "value-changed", field: field.key, value })}
                  />
                ))}
              </div>
            </fieldset>
          ))}
        </HeldBy>
      </div>
      <div className="fw-form-foot">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        {!record && (
          <Button
            className="fw-form-again"
            disabled={saving}
            onClick={() =>
              save((row) => {
                saved(row);
                startOver();
              })
            }
          >
            {t("form.saveAndNew")}
          </Button>
        )}
        <Button type="primary" htmlType="submit" loading={saving}>
          {saving ? t("common.saving") : failure && wrong === 0 ? t("common.retry") : t("common.save")}
        </Button>
      </div>
      {conflicts && record && (
        <Suspense>
          <ConflictDialog
            entity={entity}
            record={record}
            patch={patchOf(draft, fields)}
            conflicts={conflicts}
            onClose={form.reset}
            onSaved={(row) => {
              saved(row);
              onClose();
            }}
          />
        </Suspense>
      )}
    </form>
  );
}
