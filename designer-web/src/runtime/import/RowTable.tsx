import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity, Import, ImportRow, ImportRowMatch, Issue } from "../../api/contract";
import { listImportRows } from "../../api/transfer";
import { useLabel } from "../../app/hooks";
import { Bones, Broken } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { fieldOf } from "../../model/fields";
import { issuesByField, pointerParts } from "../../model/issue";
import { isBlank } from "../../model/value";

const COLUMNS_SHOWN = 7;

type Props = { entity: Entity; job: Import; state: ImportRow["state"] };

/** Rows of one kind: as they stand in the file, as they would be written, and what is wrong with them. */
export function RowTable({ entity, job, state }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const pages = useInfiniteQuery({
    queryKey: ["import-rows", job.id, state],
    queryFn: ({ pageParam }) => listImportRows(entity.key, job.id, state, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  if (pages.isPending) return <Bones />;
  if (pages.isError) return <Broken reason={pages.error} retry={() => void pages.refetch()} />;
  const rows = pages.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <p className="fw-import-note fw-muted">{t("importing.nothingHere")}</p>;
  const columns = job.columns.filter((column) => column.field).slice(0, COLUMNS_SHOWN);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a phone, so whoever uses the keyboard must reach it to scroll (axe: scrollable-region-focusable)
    <section className="fw-import-scroll" tabIndex={0} aria-label={t("importing.rows")}>
      <table className="fw-import-table">
        <thead>
          <tr>
            <th>{t("importing.row")}</th>
            {(state === "refused" || state === "duplicate") && <th>{t("importing.problem")}</th>}
            {columns.map((column) => (
              <th key={column.column}>{label(fieldOf(entity, column.field ?? "") ?? { key: column.header })}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.row}
              entity={entity}
              row={row}
              columns={columns}
              explained={state === "refused" || state === "duplicate"}
            />
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && (
        <Button type="link" block loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common.showMore")}
        </Button>
      )}
    </section>
  );
}

function Row({
  entity,
  row,
  columns,
  explained,
}: {
  entity: Entity;
  row: ImportRow;
  columns: Import["columns"];
  explained: boolean;
}) {
  const wrong = issuesByField(row.issues);
  const told = useTold(entity, row, columns);
  return (
    <tr>
      <td className="fw-muted fw-number">{row.row}</td>
      {explained && (
        <td className="fw-import-why">
          {row.issues.map((issue) => (
            <div key={issue.pointer + issue.code}>{told(issue)}</div>
          ))}
          {row.matches.slice(0, 2).map((match) => (
            <Match key={match.id ?? match.row ?? match.message} entity={entity} match={match} />
          ))}
        </td>
      )}
      {columns.map((column) => {
        const field = fieldOf(entity, column.field ?? "");
        const value = row.values?.[column.field ?? ""];
        const source = String(row.source[column.column] ?? "");
        const bad = wrong[column.field ?? ""];
        if (!field || bad || isBlank(value)) {
          return (
            <td key={column.column} data-bad={bad ? true : undefined} title={bad?.map(told).join(";")}>
              {source}
            </td>
          );
        }
        const { Cell } = lookOf(field);
        return (
          <td key={column.column} title={source}>
            <Cell field={field} value={value} place="list" />
          </td>
        );
      })}
    </tr>
  );
}

/** The server lists every choice there is, with its key; here what the file says is enough. */
function useTold(entity: Entity, row: ImportRow, columns: Import["columns"]) {
  const { t } = useTranslation();
  return (issue: Issue): string => {
    const field = fieldOf(entity, pointerParts(issue.pointer)[0] ?? "");
    const column = columns.find((one) => one.field === field?.key);
    const text = column && String(row.source[column.column] ?? "");
    if (issue.code !== "unknown_option" || field?.kind !== "choice" || !text) return issue.message;
    return t("importing.unknownOption", { column: column.header, text });
  };
}

/** What a row repeats: an earlier row, a record one may open, or one that may only be told of. */
function Match({ entity, match }: { entity: Entity; match: ImportRowMatch }) {
  const { t } = useTranslation();
  if (match.row !== undefined) return <div>{t("importing.matchesRow", { row: match.row })}</div>;
  if (!match.id) return <div>{match.message}</div>;
  return (
    <div>
      <Link to="/record/$entity/$id" params={{ entity: entity.key, id: match.id }} search={{}} target="_blank">
        {t("importing.matches", { name: match.message ?? "" })}
      </Link>
    </div>
  );
}
