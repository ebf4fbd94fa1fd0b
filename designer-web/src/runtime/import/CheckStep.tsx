import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Import, ImportRow } from "../../api/contract";
import { applyImport, duplicateRowsAddress, refusedRowsAddress } from "../../api/transfer";
import { useFailureToast } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { isWorking, willWrite } from "../../model/importing";
import { RowTable } from "./RowTable";
import { SamplePanel } from "./SamplePanel";

type State = ImportRow["state"];
const TILES: { state: State; text: string; hint: string; tone: string }[] = [
  { state: "new", text: "stateNew", hint: "newHint", tone: "green" },
  { state: "update", text: "stateUpdate", hint: "updateHint", tone: "blue" },
  { state: "duplicate", text: "stateDuplicate", hint: "duplicateHint", tone: "gold" },
  { state: "refused", text: "stateRefused", hint: "refusedHint", tone: "red" },
];

type Props = { entity: Entity; job: Import; onChanged: (job: Import) => void; onBack: () => void };

/** What an apply would do, row by row, before anything is written. */
export function CheckStep({ entity, job, onChanged, onBack }: Props) {
  const { t } = useTranslation();
  const fail = useFailureToast();
  const first: State = job.counts.refused > 0 ? "refused" : "new";
  const [chosen, setChosen] = useState<State>();
  const state = chosen ?? first;
  const apply = useMutation({
    mutationFn: () => applyImport(entity.key, job.id),
    onSuccess: onChanged,
    onError: (reason) => fail(reason, () => apply.mutate()),
  });
  const count = willWrite(job);
  const ignored = job.counts.blank + job.counts.total;
  if (isWorking(job.state)) {
    return (
      <div className="fw-card">
        <p className="fw-import-note">{t("importing.verifying")}</p>
        <Bones count={6} />
      </div>
    );
  }
  return (
    <>
      <div className="fw-tiles">
        {TILES.map(({ state: one, text, hint, tone }) => (
          <button
            key={one}
            type="button"
            className="fw-plain fw-tile"
            data-tone={tone}
            aria-pressed={state === one}
            onClick={() => setChosen(one)}
          >
            <span className="fw-tile-number fw-number">{job.counts[one as "new"].toLocaleString()}</span>
            <strong>{t(`importing.${text}`)}</strong>
            <span className="fw-muted">{t(`importing.${hint}`)}</span>
          </button>
        ))}
      </div>
      {ignored > 0 && (
        <p className="fw-muted fw-import-ignored">
          {t("importing.ignored", { blank: job.counts.blank, total: job.counts.total })}
        </p>
      )}
      <div className="fw-card fw-import-rows">
        <div className="fw-import-rows-head">
          <strong>{t(`importing.${TILES.find((tile) => tile.state === state)?.text}`)}</strong>
          <span className="fw-grow" />
          {job.counts.duplicate > 0 && (
            <Button icon={<DownloadOutlined />} href={duplicateRowsAddress(entity.key, job.id)} download>
              {t("importing.downloadDuplicates")}
            </Button>
          )}
          {job.counts.refused > 0 && (
            <Button icon={<DownloadOutlined />} href={refusedRowsAddress(entity.key, job.id)} download>
              {t("importing.downloadRefused")}
            </Button>
          )}
        </div>
        <RowTable entity={entity} job={job} state={state} />
      </div>
      <SamplePanel entity={entity} job={job} />
      <div className="fw-import-foot">
        <Button size="large" onClick={onBack}>
          {t("common.previous")}
        </Button>
        <span className="fw-grow" />
        <Button
          type="primary"
          size="large"
          disabled={count === 0}
          loading={apply.isPending}
          onClick={() => apply.mutate()}
        >
          {count > 0 ? t("importing.apply", { count }) : t("importing.applyNone")}
        </Button>
      </div>
    </>
  );
}
