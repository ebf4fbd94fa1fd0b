import { CheckCircleFilled, DownloadOutlined, UndoOutlined, UploadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Modal, Progress } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Entity, Import } from "../../api/contract";
import { duplicateRowsAddress, refusedRowsAddress, undoImport } from "../../api/transfer";
import EditedSince from "../../app/EditedSince";
import { useFailureToast, useLabel } from "../../app/hooks";
import { usePlaceOf } from "../../app/shell/place";
import { progressOf, willWrite } from "../../model/importing";
import { SamplePanel } from "./SamplePanel";

type Props = { entity: Entity; job: Import; onChanged: (job: Import) => void; onRestart: () => void };

/** Progress, then the result with what is left to do, then the way back. */
export function ApplyStep({ entity, job, onChanged, onRestart }: Props) {
  const queryClient = useQueryClient();
  const { state } = job;
  useEffect(() => {
    if (state === "done" || state === "undone")
      void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
  }, [state, queryClient, entity.key]);
  return (
    <>
      <div className="fw-card fw-import-result">
        {state === "applying" && <Applying job={job} />}
        {state === "done" && <Done entity={entity} job={job} onChanged={onChanged} onRestart={onRestart} />}
        {(state === "undoing" || state === "undone") && <Undone job={job} onRestart={onRestart} />}
      </div>
      {state === "done" && <SamplePanel entity={entity} job={job} />}
    </>
  );
}

function Applying({ job }: { job: Import }) {
  const { t } = useTranslation();
  return (
    <>
      <Progress type="circle" percent={progressOf(job)} />
      <h2 className="fw-number" aria-live="polite">
        {t("importing.applying", { done: job.counts.done, all: willWrite(job) })}
      </h2>
      <p className="fw-muted">{t("importing.applyingHint")}</p>
    </>
  );
}

function Done({ entity, job, onChanged, onRestart }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const place = usePlaceOf(entity.key);
  const { counts } = job;
  return (
    <>
      <CheckCircleFilled className="fw-import-tick" />
      <h2>{t("importing.done")}</h2>
      <p className="fw-number">
        {[
          t("importing.doneNew", { count: counts.new }),
          ...(counts.update > 0 && job.on_match !== "skip"
            ? [t("importing.doneUpdate", { count: counts.update })]
            : []),
          ...(counts.refused > 0 ? [t("importing.doneRefused", { count: counts.refused })] : []),
        ].join(t("common.clause"))}
      </p>
      <div className="fw-empty-actions">
        {place && (
          <Button
            type="primary"
            size="large"
            onClick={() =>
              void navigate({ to: "/app/$app/$view", params: { app: place.app.key, view: place.view.key }, search: {} })
            }
          >
            {t("importing.viewList", { label: label(entity) })}
          </Button>
        )}
        <Button size="large" onClick={onRestart}>
          {t("importing.again")}
        </Button>
        <UndoImport entity={entity} job={job} onChanged={onChanged} />
      </div>
      {counts.refused > 0 && (
        <div className="fw-import-refused">
          <strong>{t("importing.doneRefused", { count: counts.refused })}</strong>
          <p className="fw-muted">{t("importing.refusedNext")}</p>
          <div className="fw-empty-actions">
            <Button icon={<DownloadOutlined />} href={refusedRowsAddress(entity.key, job.id)} download>
              {t("importing.downloadRefused")}
            </Button>
            <Button icon={<UploadOutlined />} onClick={onRestart}>
              {t("importing.reupload")}
            </Button>
          </div>
        </div>
      )}
      {counts.duplicate > 0 && (
        <div className="fw-import-refused">
          <strong>{t("importing.doneDuplicates", { count: counts.duplicate })}</strong>
          <p className="fw-muted">{t("importing.duplicatesNext")}</p>
          <div className="fw-empty-actions">
            <Button icon={<DownloadOutlined />} href={duplicateRowsAddress(entity.key, job.id)} download>
              {t("importing.downloadDuplicates")}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

function UndoImport({ entity, job, onChanged }: Omit<Props, "onRestart">) {
  const { t } = useTranslation();
  const fail = useFailureToast();
  const [asking, setAsking] = useState(false);
  const [edited, setEdited] = useState<number | null>(null);
  const undo = useMutation({
    mutationFn: (keepEdited?: boolean) => undoImport(entity.key, job.id, keepEdited),
    onSuccess: onChanged,
    onError: (reason, keepEdited) => {
      const problem = problemOf(reason);
      if (problem.code === "edited_since") setEdited(problem.edited?.length ?? 0);
      else fail(reason, () => undo.mutate(keepEdited));
    },
  });
  return (
    <>
      <Button size="large" icon={<UndoOutlined />} loading={undo.isPending} onClick={() => setAsking(true)}>
        {t("importing.undo")}
      </Button>
      <Modal
        open={asking}
        title={t("importing.undoTitle")}
        okText={t("importing.undo")}
        okButtonProps={{ danger: true }}
        cancelText={t("common.cancel")}
        onCancel={() => setAsking(false)}
        onOk={() => {
          setAsking(false);
          undo.mutate(undefined);
        }}
      >
        {t("importing.undoHint")}
      </Modal>
      {edited !== null && (
        <EditedSince
          count={edited}
          onClose={() => setEdited(null)}
          onDecide={(keep) => {
            setEdited(null);
            undo.mutate(keep);
          }}
        />
      )}
    </>
  );
}

function Undone({ job, onRestart }: { job: Import; onRestart: () => void }) {
  const { t } = useTranslation();
  if (job.state === "undoing") {
    return (
      <>
        <Progress type="circle" percent={progressOf(job)} />
        <h2 className="fw-number" aria-live="polite">
          {t("importing.undoing")}
        </h2>
      </>
    );
  }
  return (
    <>
      <CheckCircleFilled className="fw-import-tick" />
      <h2>{t("importing.undone")}</h2>
      <p className="fw-muted">{t("importing.undoneHint")}</p>
      <Button type="primary" onClick={onRestart}>
        {t("importing.again")}
      </Button>
    </>
  );
}
