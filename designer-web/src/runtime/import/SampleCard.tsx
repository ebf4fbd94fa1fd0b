import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, Import, ImportSampleRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Chip } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { type SampleLine, sampleLines } from "../../model/importing";
import { isBlank } from "../../model/value";

type Props = { entity: Entity; job: Import; row: ImportSampleRow };

/** One row: the file on the left, what is written on the right. */
export function SampleCard({ entity, job, row }: Props) {
  const { t } = useTranslation();
  const title = t("importing.sampleRow", { row: row.row });
  const isNew = row.state === "new";
  return (
    <article className="fw-sample" aria-label={title}>
      <header>
        <strong className="fw-number">{title}</strong>
        <Chip text={t(isNew ? "importing.stateNew" : "importing.stateUpdate")} color={isNew ? "green" : "blue"} />
        <span className="fw-grow" />
        {row.record && row.values && (
          <Link
            to="/record/$entity/$id"
            params={{ entity: entity.key, id: row.record }}
            search={{}}
            target="_blank"
            aria-label={`${t("importing.sampleOpen")} · ${title}`}
          >
            {t("importing.sampleOpen")}
          </Link>
        )}
      </header>
      {row.values === null && <p className="fw-sample-gone">{t("importing.sampleGone")}</p>}
      <table>
        <thead>
          <tr>
            <th>{t("importing.sampleField")}</th>
            <th>{t("importing.inFile")}</th>
            <th>{t(row.record ? "importing.isNow" : "importing.willBe")}</th>
          </tr>
        </thead>
        <tbody>
          {sampleLines(entity, job.columns, row).map((line) => (
            <Line key={line.field.key} line={line} />
          ))}
        </tbody>
      </table>
    </article>
  );
}

function Line({ line: { field, header, text, value, lost } }: { line: SampleLine }) {
  const label = useLabel();
  const { Cell } = lookOf(field);
  return (
    <tr data-lost={lost || undefined}>
      <th scope="row" title={header}>
        {label(field)}
      </th>
      <td>{text}</td>
      <td>{isBlank(value) ? "—" : <Cell field={field} value={value} place="page" />}</td>
    </tr>
  );
}
