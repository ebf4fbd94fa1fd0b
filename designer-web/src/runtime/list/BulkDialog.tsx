import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf } from "../../api/client";
import type { BulkChange, BulkResult, Entity } from "../../api/contract";
import { bulkChange } from "../../api/records";
import { useLabel, useProblemText } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { useUndoBatch } from "../../app/undo";
import { bulkTarget, type Selection, selectedCount } from "../../model/selection";
import { BulkFieldInput, BulkTagInput } from "./BulkInputs";
import type { BulkKind } from "./SelectionBar";
import type { List } from "./useList";

type Props = {
  kind: BulkKind;
  entity: Entity;
  list: List;
  selection: Selection;
  onClose: () => void;
  onDone: () => void;
};
const SHOWN_REASONS = 8;

/** One change for many: what, how many, then the result with a way back. A failure keeps what was chosen. */
export default function BulkDialog({ kind, entity, list, selection, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const undo = useUndoBatch();
  const formId = useId();
  const count = selectedCount(selection);
  const [change, setChange] = useState<BulkChange | null>(kind === "delete" ? { delete: true } : null);
  const finished = (result: BulkResult) => {
    void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
    const text =
      kind === "delete"
        ? t("list.bulkDeleted", { count: result.changed })
        : t("list.bulkDone", { count: result.changed });
    const { batch } = result;
    showToast(text, batch ? { action: { label: t("common.undo"), run: () => void undo(batch) } } : {});
    if (result.skipped.length === 0) onDone();
  };
  const run = useMutation({
    mutationFn: () => bulkChange(entity.key, bulkTarget(selection, list.filter, list.q), change ?? {}),
    onSuccess: finished,
  });
  const title = {
    edit: t("list.bulkEditTitle", { count }),
    tag: t("list.bulkTagTitle", { count }),
    delete: t("list.bulkDeleteTitle", { count, label: label(entity) }),
  }[kind];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change) run.mutate();
  };
  if (run.isSuccess && run.data.skipped.length > 0) return <Skipped result={run.data} onClose={onDone} />;
  const failed = run.isError ? (issuesOf(run.error)[0]?.message ?? problemText(run.error)) : "";
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      okText={
        run.isPending
          ? t("list.bulkWorking", { count })
          : run.isError
            ? t("common.retry")
            : kind === "delete"
              ? t("list.bulkDelete")
              : t("list.bulkApply", { count })
      }
      okButtonProps={{
        htmlType: "submit",
        form: formId,
        disabled: !change,
        loading: run.isPending,
        danger: kind === "delete",
      }}
      cancelText={t("common.cancel")}
      mask={{ closable: !run.isPending }}
    >
      <form id={formId} onSubmit={submit} data-popup-home style={{ position: "relative" }}>
        {kind === "delete" && <p>{t("list.bulkDeleteHint")}</p>}
        {kind === "edit" && <BulkFieldInput entity={entity} onChange={setChange} />}
        {kind === "tag" && <BulkTagInput entity={entity} onChange={setChange} />}
        {failed && (
          <p className="fw-field-issue" role="alert">
            {failed}
          </p>
        )}
      </form>
    </Modal>
  );
}

function Skipped({ result, onClose }: { result: BulkResult; onClose: () => void }) {
  const { t } = useTranslation();
  const reasons = new Map<string, number>();
  for (const { issues = [] } of result.skipped) {
    const reason = issues.map((issue) => issue.message).join(";") || t("list.bulkSkippedOther");
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return (
    <Modal
      open
      title={`${t("list.bulkDone", { count: result.changed })},${t("list.bulkSkipped", { count: result.skipped.length })}`}
      onCancel={onClose}
      onOk={onClose}
      okText={t("common.done")}
      cancelButtonProps={{ style: { display: "none" } }}
    >
      <p className="fw-muted">{t("list.bulkSkippedWhy")}</p>
      <ul>
        {[...reasons].slice(0, SHOWN_REASONS).map(([reason, times]) => (
          <li key={reason}>
            {reason} <span className="fw-muted">× {times}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
