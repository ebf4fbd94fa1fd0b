import { ReloadOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Import } from "../../api/contract";
import { sampleImport } from "../../api/transfer";
import { Bones, Broken } from "../../app/Parts";
import { SampleCard } from "./SampleCard";
import { TotalsTable } from "./TotalsTable";
import { VerifyLine } from "./VerifyLine";
import "./sample.css";

const DRAWN = 6;

/** Some rows drawn by chance and the totals of all, the file beside what is written; then somebody says it was compared. */
export function SamplePanel({ entity, job }: { entity: Entity; job: Import }) {
  const { t } = useTranslation();
  const [round, setRound] = useState(0);
  const sample = useQuery({
    queryKey: ["import-sample", job.id, job.state, round],
    queryFn: () => sampleImport(entity.key, job.id, DRAWN),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const done = job.state === "done";
  return (
    <section className="fw-card fw-sample-panel" aria-label={t("importing.sampleTitle")}>
      <div className="fw-sample-head">
        <h2>{t("importing.sampleTitle")}</h2>
        {sample.data && sample.data.rows > 0 && (
          <span className="fw-muted">
            {t("importing.sampleOf", { rows: sample.data.rows, count: sample.data.items.length })}
          </span>
        )}
        <span className="fw-grow" />
        <Button icon={<ReloadOutlined />} loading={sample.isFetching} onClick={() => setRound(round + 1)}>
          {t("importing.sampleAgain")}
        </Button>
      </div>
      <p className="fw-muted">
        {t("importing.sampleHint", { side: t(done ? "importing.sampleNow" : "importing.sampleWill") })}
      </p>
      {sample.isError ? (
        <Broken reason={sample.error} retry={() => void sample.refetch()} />
      ) : !sample.data ? (
        <Bones />
      ) : sample.data.rows === 0 ? (
        <p className="fw-muted">{t("importing.sampleNone")}</p>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: higher than its room, so whoever uses the keyboard must reach it to scroll (axe: scrollable-region-focusable) */}
          <section className="fw-samples" tabIndex={0} aria-label={t("importing.sampleRows")}>
            {sample.data.items.map((row) => (
              <SampleCard key={row.row} entity={entity} job={job} row={row} />
            ))}
          </section>
          <TotalsTable entity={entity} job={job} totals={sample.data.totals} />
          <VerifyLine entity={entity} job={job} />
        </>
      )}
    </section>
  );
}
