import { InboxOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Import } from "../../api/contract";
import { listMappings, uploadImport } from "../../api/transfer";
import { usePhone, useProblemText } from "../../app/hooks";
import { sentenceOf } from "../../model/issue";

type Props = { entity: Entity; failed?: Import; onUploaded: (job: Import) => void };

/** Takes a file by drop or by choice. */
export function FileStep({ entity, failed, onUploaded }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [mapping, setMapping] = useState("");
  const mappings = useQuery({
    queryKey: ["mappings", entity.key],
    queryFn: () => listMappings(entity.key),
    staleTime: 30_000,
  });
  const upload = useMutation({
    mutationFn: (file: File) => uploadImport(entity.key, file, mapping || undefined),
    onSuccess: onUploaded,
  });
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) upload.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const saved = mappings.data?.items ?? [];
  const wrong = upload.isError
    ? problemText(upload.error)
    : failed?.state === "failed"
      ? (failed.problem && sentenceOf(failed.problem)) || t("importing.badFile")
      : "";
  return (
    <div className="fw-card fw-import-file">
      {wrong && (
        <div className="fw-alert" role="alert">
          {t("importing.badFile")}:{wrong}
          {upload.isError && upload.variables && (
            <Button type="link" size="small" onClick={() => upload.mutate(upload.variables)}>
              {t("common.retry")}
            </Button>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside is the way for keyboard and touch */}
      <div
        className="fw-drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <InboxOutlined />
        <strong>
          {upload.isPending
            ? t("importing.uploading", { file: upload.variables.name })
            : t(phone ? "importing.dropPhone" : "importing.drop")}
        </strong>
        <p className="fw-muted">{t("importing.dropHint")}</p>
        <Button type="primary" size="large" loading={upload.isPending} onClick={() => input.current?.click()}>
          {t("importing.pick")}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t("importing.pick")}
          accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          onChange={(event) => {
            take(event.target.files);
            event.target.value = "";
          }}
        />
      </div>
      {saved.length > 0 && (
        <div className="fw-row">
          <span>{t("importing.mapping")}</span>
          <Select
            aria-label={t("importing.mapping")}
            value={mapping}
            onChange={setMapping}
            style={{ minWidth: 200 }}
            options={[
              { value: "", label: t("importing.mappingNone") },
              ...saved.map(({ name }) => ({ value: name, label: name })),
            ]}
          />
        </div>
      )}
    </div>
  );
}
