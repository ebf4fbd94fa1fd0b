/** One submission: why it waits, what was filled in, where it came from. */
import { Checkbox } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Submission } from "../../api/contract";
import { useLabel, useWhen } from "../../app/hooks";
import { lookOf } from "../../kinds";

type Props = {
  entity: Entity;
  submission: Submission;
  /** What the record had against it. */
  refused?: string;
  /** Absent where nothing is decided any more. */
  picked?: boolean;
  onPick: (on: boolean) => void;
  actions: ReactNode;
};

/** Kinds that only make sense on the page of a record that holds them. */
const ELSEWHERE = ["attachment", "image", "signature"];

export function SubmissionCard({ entity, submission, refused, picked, onPick, actions }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const when = useWhen();
  const fields = entity.fields.filter(
    (field) => field.key in submission.values && submission.values[field.key] !== null,
  );
  const title = String(submission.values[entity.title ?? ""] ?? "") || t("common.blank");
  const parameters = Object.entries(submission.parameters);
  return (
    <article className="fw-card fw-submission">
      <header>
        {picked !== undefined && <Checkbox checked={picked} aria-label={title} onChange={() => onPick(!picked)} />}
        <strong className="fw-ellipsis">{title}</strong>
        <span className="fw-muted fw-number">{when(submission.at)}</span>
      </header>
      <div className="fw-submission-reasons">
        {submission.reasons.map((reason) => (
          <span key={reason.code}>{reason.message}</span>
        ))}
      </div>
      {fields.length > 0 && (
        <dl>
          {fields.map((field) => {
            const { Cell } = lookOf(field);
            const value = submission.values[field.key];
            return (
              <div key={field.key}>
                <dt>{label(field)}</dt>
                <dd>
                  {ELSEWHERE.includes(field.kind) ? (
                    t("quarantine.files")
                  ) : (
                    <Cell field={field} value={value} place="page" />
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <p className="fw-muted">
        {t("quarantine.from", { address: submission.address })}
        {parameters.map(([name, value]) => ` · ${name}=${value}`)}
        {submission.consent && ` · ${t("quarantine.consent", { text: submission.consent })}`}
      </p>
      {refused && (
        <p role="alert" className="fw-submission-refused">
          {t("quarantine.refused", { why: refused })}
        </p>
      )}
      <footer>{actions}</footer>
    </article>
  );
}
