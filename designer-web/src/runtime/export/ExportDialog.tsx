import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Filter } from "../../api/contract";
import { type ExportRequest, exportFileAddress, getExport, startExport } from "../../api/transfer";
import { useLabel, useProblemText } from "../../app/hooks";
import { type Selection, selectedCount } from "../../model/selection";
import type { List } from "../list/useList";

type Props = { entity: Entity; list: List; selection: Selection; onClose: () => void };
type Extent = "selected" | "filtered" | "all";
const POLL_MS = 600;
const FINISHED = ["done", "ready", "failed"];

/** What to take along, in which format; the file is written by the server and fetched when ready. */
export default function ExportDialog({ entity, list, selection, onClose }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const problemText = useProblemText();
  const some = selection.kind === "some" ? [...selection.ids] : [];
  const narrowed = Boolean(list.filter || list.q);
  const [extent, setExtent] = useState<Extent>(some.length > 0 ? "selected" : narrowed ? "filtered" : "all");
  const [columns, setColumns] = useState<"shown" | "all">("all");
  const [format, setFormat] = useState<ExportRequest["format"]>("xlsx");
  const start = useMutation({
    mutationFn: () => {
      const only: Filter = { field: "id", op: "in", value: some };
      const which =
        extent === "selected"
          ? { filter: only }
          : extent === "filtered"
            ? { filter: list.filter, q: list.q || undefined }
            : {};
      const fields = columns === "shown" ? list.columns.map((column) => column.field.key) : undefined;
      return startExport(entity.key, { format, ...which, fields, sort: list.sort });
    },
  });
  const job = useQuery({
    queryKey: ["export", entity.key, start.data?.id],
    queryFn: () => getExport(entity.key, start.data?.id ?? ""),
    enabled: start.isSuccess,
    refetchInterval: (query) => (FINISHED.includes(query.state.data?.state ?? "") ? false : POLL_MS),
  });
  const state = job.data?.state ?? start.data?.state;
  const ready = state === "done" || state === "ready" || Boolean(job.data?.url);
  const failed = start.isError || job.isError || state === "failed";
  const rows = job.data?.rows ?? 0;
  const choice = (text: string) => <span className="fw-number">{text}</span>;
  return (
    <Modal
      open
      title={t("exporting.title", { label: label(entity) })}
      onCancel={onClose}
      footer={
        ready ? (
          <Button
            type="primary"
            icon={<DownloadOutlined />}
            href={exportFileAddress(entity.key, start.data?.id ?? "")}
            download
            onClick={onClose}
          >
            {t("exporting.download")}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button
              type="primary"
              loading={start.isPending || (start.isSuccess && !failed)}
              onClick={() => start.mutate()}
            >
              {failed ? t("common.retry") : t("exporting.start")}
            </Button>
          </>
        )
      }
    >
      {ready ? (
        <p className="fw-number">{t("exporting.ready", { count: rows })}</p>
      ) : start.isSuccess && !failed ? (
        <p className="fw-number" aria-live="polite">
          {t("exporting.working", { count: rows })}
        </p>
      ) : (
        <div className="fw-stack">
          <div className="fw-labelled">
            <strong>{t("exporting.scope")}</strong>
            <Radio.Group
              value={extent}
              onChange={(event) => setExtent(event.target.value)}
              style={{ display: "grid", gap: 8 }}
            >
              {some.length > 0 && (
                <Radio value="selected">
                  {choice(t("exporting.scopeSelected", { count: selectedCount(selection) }))}
                </Radio>
              )}
              {narrowed && (
                <Radio value="filtered">{choice(t("exporting.scopeFiltered", { count: list.total ?? 0 }))}</Radio>
              )}
              <Radio value="all">
                {narrowed ? t("common.all") : choice(t("exporting.scopeAll", { count: list.total ?? 0 }))}
              </Radio>
            </Radio.Group>
          </div>
          <div className="fw-labelled">
            <strong>{t("exporting.columns")}</strong>
            <Radio.Group
              value={columns}
              onChange={(event) => setColumns(event.target.value)}
              style={{ display: "grid", gap: 8 }}
            >
              <Radio value="all">{t("exporting.columnsAll", { count: entity.fields.length })}</Radio>
              <Radio value="shown">{t("exporting.columnsShown", { count: list.columns.length })}</Radio>
            </Radio.Group>
          </div>
          <div className="fw-labelled">
            <strong>{t("exporting.format")}</strong>
            <Radio.Group value={format} onChange={(event) => setFormat(event.target.value)}>
              <Radio value="xlsx">{t("exporting.xlsx")}</Radio>
              <Radio value="csv">{t("exporting.csv")}</Radio>
              <Radio value="jsonl">{t("exporting.jsonl")}</Radio>
            </Radio.Group>
          </div>
          <p className="fw-muted">{t("exporting.logged")}</p>
        </div>
      )}
      {failed && (
        <p className="fw-field-issue" role="alert">
          {t("exporting.failed")}:
          {start.isError || job.isError ? problemText(start.error ?? job.error) : job.data?.problem?.title}
        </p>
      )}
    </Modal>
  );
}
