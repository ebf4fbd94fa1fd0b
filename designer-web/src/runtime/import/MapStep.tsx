import { useMutation } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Import, ImportChange, ImportColumn, OnMatch } from "../../api/contract";
import { changeImport } from "../../api/transfer";
import { useLabel, useProblemText } from "../../app/hooks";
import {
  columnMapping,
  importableFields,
  isWorking,
  mapColumn,
  mapLookup,
  unmappedRequired,
} from "../../model/importing";
import { choose, decided, gather, type Meanings, type Unknowns } from "../../model/meaning";
import { ColumnTable } from "./ColumnTable";
import { UnknownTexts } from "./UnknownTexts";

type Props = {
  entity: Entity;
  job: Import;
  onChanged: (job: Import) => void;
  onNext: () => void;
  onRestart: () => void;
};

/** Which column goes where, what unknown words mean, and how existing ones are recognised. Each change is verified at once by the server. */
export function MapStep({ entity, job, onChanged, onNext, onRestart }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const problemText = useProblemText();
  const [name, setName] = useState("");
  const [seen, setSeen] = useState<Unknowns>({});
  const [chosen, setChosen] = useState<Meanings>({});
  const unknowns = gather(seen, job.unknown);
  const change = useMutation({
    mutationFn: (next: ImportChange) => changeImport(entity.key, job.id, next),
    onSuccess: onChanged,
  });
  const fields = importableFields(entity);
  const missing = unmappedRequired(job.columns, fields);
  const mapped = job.columns.filter((column) => column.field).length;
  const mapTo = (columns: ImportColumn[]) => {
    onChanged({ ...job, columns });
    change.mutate({ columns: columns.map(columnMapping) });
  };
  const working = isWorking(job.state) || change.isPending;
  const keys = fields.filter(
    (field) =>
      ["text", "phone", "email", "integer", "auto_number"].includes(field.kind) &&
      job.columns.some((column) => column.field === field.key),
  );
  const next = () => {
    const unknown = decided(unknowns, chosen);
    const rest: ImportChange = {
      ...(Object.keys(unknown).length > 0 && { unknown }),
      ...(name.trim() && { save_as: name.trim() }),
    };
    setSeen(unknowns);
    if (Object.keys(rest).length > 0) change.mutate(rest, { onSuccess: onNext });
    else onNext();
  };
  return (
    <>
      <div className="fw-card fw-import-part">
        <div className="fw-import-source">
          <strong className="fw-ellipsis">{job.file}</strong>
          <span className="fw-muted">{t("importing.found", { mapped, all: job.columns.length })}</span>
          <span className="fw-grow" />
          {(job.sheets?.length ?? 0) > 1 && (
            <span className="fw-row">
              {t("importing.sheet")}
              <Select
                aria-label={t("importing.sheet")}
                value={job.sheet}
                options={job.sheets?.map((sheet) => ({ value: sheet, label: sheet }))}
                onChange={(sheet) => sheet && change.mutate({ sheet })}
                style={{ minWidth: 120 }}
              />
            </span>
          )}
          <span className="fw-row">
            {t("importing.headerRow")}
            <InputNumber
              aria-label={t("importing.headerRow")}
              min={0}
              max={50}
              value={job.header_row}
              onChange={(row) => row !== null && change.mutate({ header_row: row })}
              style={{ width: 72 }}
            />
          </span>
          <Button onClick={onRestart}>{t("importing.another")}</Button>
        </div>
        {change.isError && (
          <div className="fw-alert" role="alert">
            {problemText(change.error)}
          </div>
        )}
        {missing.length > 0 && (
          <div className="fw-import-warn">
            {t("importing.missing", { names: missing.map(label).join(t("common.listing")) })}
          </div>
        )}
        <ColumnTable
          columns={job.columns}
          fields={fields}
          onMap={(column, field) => mapTo(mapColumn(job.columns, column, field))}
          onLookup={(column, lookup) => mapTo(mapLookup(job.columns, column, lookup))}
        />
      </div>
      <UnknownTexts
        entity={entity}
        unknowns={unknowns}
        chosen={chosen}
        onChoose={(field, text, meaning) => setChosen(choose(chosen, field, text, meaning))}
      />
      <div className="fw-card fw-import-part">
        <h2>{t("importing.matchTitle", { label: label(entity) })}</h2>
        <p className="fw-muted">{t("importing.matchTitleHint", { label: label(entity) })}</p>
        <div className="fw-import-match">
          <Select
            aria-label={t("importing.matchTitle", { label: label(entity) })}
            mode="multiple"
            value={job.key}
            placeholder={t("importing.matchNone")}
            options={keys.map((field) => ({ value: field.key, label: label(field) }))}
            onChange={(key) => change.mutate({ key })}
            style={{ minWidth: 260 }}
          />
          {(job.key?.length ?? 0) > 0 && (
            <>
              <span>{t("importing.onMatch")}</span>
              <Select<OnMatch>
                aria-label={t("importing.onMatch")}
                value={job.on_match}
                options={[
                  { value: "update", label: t("importing.onMatchUpdate") },
                  { value: "skip", label: t("importing.onMatchSkip") },
                  { value: "create", label: t("importing.onMatchCreate") },
                ]}
                onChange={(on_match) => change.mutate({ on_match })}
                style={{ minWidth: 140 }}
              />
            </>
          )}
        </div>
      </div>
      <div className="fw-import-foot">
        <Input
          aria-label={t("importing.saveAs")}
          placeholder={t("importing.saveAs")}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          style={{ maxWidth: 320 }}
        />
        <span className="fw-grow" />
        <Button type="primary" size="large" loading={working} onClick={next}>
          {t("common.next")}
        </Button>
      </div>
    </>
  );
}
