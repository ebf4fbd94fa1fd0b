/** What is wrong, on top of the form: each line leads to its place. */
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel, useProblemText } from "../../app/hooks";
import type { FormIssue } from "../../engine/contract";
import { ISSUES, useWatched } from "../../engine/watchers";
import { fieldOf } from "../../model/fields";
import { pointerParts } from "../../model/issue";
import { useFillingParts } from "./filling";

/** More are counted, not listed. */
const LISTED = 6;

export function Wrong({ failure }: { failure: unknown }) {
  const { t } = useTranslation();
  const { store, judgement, opened, entity } = useFillingParts();
  const problemText = useProblemText();
  const placeName = usePlaceName(entity);
  const own = useWatched(store, [ISSUES], () => store.whole()?.issues);
  const judged = useWatched(judgement, [ISSUES], judgement.judgedWhole);
  const told = useWatched(judgement, [ISSUES], judgement.told);
  const stopped = useWatched(store, [ISSUES], () => store.failure);
  const all = unique([...(judged ? (own ?? []) : []), ...told]);
  const reason = failure ?? stopped;
  if (all.length === 0 && !reason) return null;
  return (
    <div className="fw-alert fw-wrong" role="alert">
      {all.length === 0 ? problemText(reason) : t("form.wrongSummary", { count: all.length })}
      {all.length > 0 && (
        <ul>
          {all.slice(0, LISTED).map((issue) => {
            const parts = pointerParts(issue.pointer);
            const place = placeName(parts);
            return (
              <li key={`${issue.pointer} ${issue.code} ${issue.message}`}>
                {place ? (
                  <button type="button" className="fw-plain fw-link" onClick={() => opened.go(parts.join("/"))}>
                    {t("form.wrongAt", { place, message: issue.message })}
                  </button>
                ) : (
                  issue.message
                )}
              </li>
            );
          })}
          {all.length > LISTED && <li>{t("form.wrongMore", { count: all.length - LISTED })}</li>}
        </ul>
      )}
    </div>
  );
}

/** The server may say again what the page has said. */
function unique(issues: readonly FormIssue[]): FormIssue[] {
  const seen = new Map(issues.map((issue) => [`${issue.pointer} ${issue.message}`, issue]));
  return [...seen.values()];
}

/** 客户名称; 明细 第 3 行 单价; nothing for what is about the whole form, or a field that is not there for this person. */
function usePlaceName(entity: Entity) {
  const { t } = useTranslation();
  const label = useLabel();
  return ([key, row, cell]: string[]): string => {
    const field = key === undefined ? undefined : fieldOf(entity, key);
    if (!field) return "";
    if (row === undefined || field.kind !== "sub_table") return label(field);
    const column = field.fields?.find((one) => one.key === cell);
    return t("form.rowPlace", {
      table: label(field),
      row: Number(row) + 1,
      column: column ? label(column) : "",
    }).trim();
  };
}
