/** A form that somebody designed, filled in: computed while typing, judged when left, sent as a whole. */
import { Button } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf } from "../../api/client";
import type { Entity, RecordRow, Values } from "../../api/contract";
import { useProblemText } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import { placedIn } from "../../model/filling";
import { Filled } from "./Filled";
import { Filling } from "./filling";
import type { FormSource } from "./source";
import { useFilling } from "./useFilling";
import "../form/form.css";
import "./fill.css";
import "./rows.css";
import { useMemo } from "react";

export type FormFillProps = {
  source: FormSource;
  entity: Entity;
  record: RecordRow | null;
  preset?: Values;
  onDirty: (dirty: boolean) => void;
  onClose: () => void;
  onCancel: () => void;
  /** The form has no place for what is preset: it would be lost. */
  onUnfit?: () => void;
};

const NO_PRESET: Values = {};

export default function FormFill(props: FormFillProps) {
  const { source, entity, record, preset = NO_PRESET, onUnfit } = props;
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { begun, failure, retry, startOver } = useFilling(source, entity, preset);
  const holder = useMemo(() => record && { entity: entity.key, record: record.id }, [entity.key, record]);
  const unfit = begun !== null && !fits(preset, placedIn(begun.view.bundle.form.layout));
  useEffect(() => {
    if (unfit) onUnfit?.();
  }, [unfit, onUnfit]);
  if (failure) {
    const issues = issuesOf(failure);
    return (
      <div className="fw-form-body">
        <div className="fw-alert fw-wrong" role="alert">
          {issues.length < 2 ? problemText(failure) : t("form.wrongSummary", { count: issues.length })}
          {issues.length > 1 && (
            <ul>
              {issues.map((issue) => (
                <li key={`${issue.pointer} ${issue.code}`}>{issue.message}</li>
              ))}
            </ul>
          )}
        </div>
        <Button onClick={retry}>{t("common.retry")}</Button>
      </div>
    );
  }
  if (!begun || (unfit && onUnfit)) {
    return (
      <div className="fw-form-body" aria-busy="true">
        <Bones count={6} />
      </div>
    );
  }
  return (
    <Filling.Provider value={begun.shared}>
      <HeldBy value={holder}>
        <Filled {...props} view={begun.view} shared={begun.shared} recalled={begun.recalled} startOver={startOver} />
      </HeldBy>
    </Filling.Provider>
  );
}

const fits = (preset: Values, placed: { field: string }[]) =>
  Object.keys(preset).every((key) => placed.some((one) => one.field === key));
