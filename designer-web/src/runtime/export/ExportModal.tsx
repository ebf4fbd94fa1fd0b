import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal, Radio } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Export, ExportFormat } from "../../api/contract";
import { useProblemText } from "../../app/hooks";
import { sentenceOf } from "../../model/issue";

const POLL_MS = 600;
const FORMATS: ExportFormat[] = ["xlsx", "csv", "jsonl"];

/** As if somebody followed the link: the browser saves the file and the page stays. */
function fetchFile(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

type Props = {
  title: string;
  start: (format: ExportFormat) => Promise<Export>;
  ask: (id: string) => Promise<Export>;
  address: (id: string) => string;
  onClose: () => void;
  /** There is one form alone; nobody is asked for another. */
  formatless?: boolean;
  children: ReactNode;
};

/** Asks what is wanted, follows the server while it writes the file, and hands the file over. */
export function ExportModal({ title, start, ask, address, onClose, formatless, children }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [format, setFormat] = useState<ExportFormat>("xlsx");
  const begin = useMutation({ mutationFn: () => start(format) });
  const id = begin.data?.id ?? "";
  const job = useQuery({
    queryKey: ["export", id],
    queryFn: () => ask(id),
    enabled: begin.isSuccess,
    refetchInterval: (query) => (query.state.data && query.state.data.state !== "running" ? false : POLL_MS),
  });
  const state = job.data?.state ?? begin.data?.state;
  // What was asked for comes without another click; the link stays for who missed it.
  useEffect(() => {
    if (state === "done") fetchFile(address(id));
  }, [state]);
  const failed = begin.isError || job.isError || state === "failed";
  const rows = job.data?.rows ?? 0;
  const footer =
    state === "done" ? (
      <>
        <Button icon={<DownloadOutlined />} href={address(id)} download>
          {t("exporting.download")}
        </Button>
        <Button type="primary" onClick={onClose}>
          {t("common.done")}
        </Button>
      </>
    ) : (
      <>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="primary" loading={begin.isPending || (begin.isSuccess && !failed)} onClick={() => begin.mutate()}>
          {failed ? t("common.retry") : t("exporting.start")}
        </Button>
      </>
    );
  return (
    <Modal open title={title} onCancel={onClose} footer={footer}>
      {state === "done" ? (
        <p className="fw-number">{t("exporting.ready", { count: rows })}</p>
      ) : begin.isSuccess && !failed ? (
        <p className="fw-number" aria-live="polite">
          {t("exporting.working", { count: rows })}
        </p>
      ) : (
        <div className="fw-stack">
          {children}
          {!formatless && (
            <div className="fw-labelled">
              <strong>{t("exporting.format")}</strong>
              <Radio.Group value={format} onChange={(event) => setFormat(event.target.value)}>
                {FORMATS.map((one) => (
                  <Radio key={one} value={one}>
                    {t(`exporting.${one}`)}
                  </Radio>
                ))}
              </Radio.Group>
            </div>
          )}
          <p className="fw-muted">{t("exporting.logged")}</p>
        </div>
      )}
      {failed && (
        <p className="fw-field-issue" role="alert">
          {t("exporting.failed")}:
          {begin.isError || job.isError
            ? problemText(begin.error ?? job.error)
            : job.data?.problem && sentenceOf(job.data.problem)}
        </p>
      )}
    </Modal>
  );
}
