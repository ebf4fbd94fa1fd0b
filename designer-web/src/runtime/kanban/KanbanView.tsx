import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, Json, Kanban, RecordRow, Values } from "../../api/contract";
import { DragArea } from "../../app/dnd";
import { useLabel } from "../../app/hooks";
import { Broken } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { fieldOf } from "../../model/fields";
import {
  askedFields,
  kanbanFields,
  type Lane,
  laneAt,
  laneKey,
  lanesOf,
  laneValue,
  mayMove,
  type Sum,
} from "../../model/kanban";
import { isBlank } from "../../model/value";
import type { BodyProps } from "../views/body";
import { useMove } from "../views/useMove";
import { cardTitle, HeldCard, KanbanCard } from "./KanbanCard";
import { LaneColumn } from "./LaneColumn";
import { LaneHeading, useLaneName } from "./LaneName";
import { useSums } from "./useLane";
import "../views/views.css";
import "./kanban.css";

const GuardDialog = lazy(() => import("./GuardDialog"));
/** From one column to the next, and a card's height: one press of an arrow. */
const STEP = { x: 296, y: 120 };

export default function KanbanView(props: BodyProps) {
  const { entity, view } = props;
  const { t } = useTranslation();
  const field = view.kanban && fieldOf(entity, view.kanban.group_by);
  if (!view.kanban || !field) return <p className="fw-muted">{t("views.incomplete")}</p>;
  return <Lanes {...props} kanban={view.kanban} field={field} />;
}

type Asking = { row: RecordRow; lane: Lane; fields: Field[] };

function Lanes({ entity, view, list, still, kanban, field }: BodyProps & { kanban: Kanban; field: Field }) {
  const { t } = useTranslation();
  const { filter, q, sort } = list;
  const sums = useSums(entity, field, kanban, filter);
  const { moved, move } = useMove(entity);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [held, setHeld] = useState<string | null>(null);
  const rows = useRef(new Map<string, RecordRow>());
  const remember = useCallback((some: RecordRow[]) => {
    for (const row of some) rows.current.set(row.id, row);
  }, []);
  const lanes = useMemo(() => lanesOf(kanban, field, sums.data ?? []), [kanban, field, sums.data]);
  const nameOf = useLaneName(field, lanes);
  const fields = useMemo(() => kanbanFields(entity, view, kanban), [entity, view, kanban]);
  const narrowed = useMemo(() => ({ filter, q, sort }), [filter, q, sort]);

  const write = (row: RecordRow, lane: Lane, more: Values) =>
    void move(
      row,
      { [field.key]: lane.value, ...more },
      t("views.movedTo", { title: cardTitle(entity, kanban, row), lane: nameOf(lane) }),
    );
  const enter = (row: RecordRow, lane: Lane) => {
    if (laneValue(field, row) === lane.value || !mayMove(field, row) || moved.has(row.id)) return;
    const asked = askedFields(entity, kanban, lane, row);
    if (asked.length > 0) setAsking({ row, lane, fields: asked });
    else write(row, lane, {});
  };
  if (sums.isError) return <Broken reason={sums.error} retry={() => void sums.refetch()} />;
  const choices = lanes.map((lane) => ({ lane, name: nameOf(lane) }));
  const named = (id: string) => {
    const row = rows.current.get(id);
    return row ? cardTitle(entity, kanban, row) : nameOf(laneAt(id));
  };
  return (
    <DragArea
      step={STEP}
      onHold={setHeld}
      nameOf={named}
      onDrop={({ source, target }) => {
        const row = rows.current.get(source);
        if (row) enter(row, laneAt(target));
      }}
      preview={(id) => {
        const row = rows.current.get(id);
        return row && <HeldCard entity={entity} view={view} kanban={kanban} row={row} />;
      }}
    >
      <div className="fw-lanes" data-held={held !== null || undefined}>
        {lanes.map((lane) => {
          const sum = sums.data?.find((one) => one.value === lane.value);
          return (
            <LaneColumn
              key={laneKey(lane)}
              entity={entity}
              field={field}
              lane={lane}
              name={nameOf(lane)}
              heading={<LaneHeading field={field} lane={lane} name={nameOf(lane)} />}
              count={q || !sums.data ? undefined : (sum?.count ?? 0)}
              totals={!q && <Totals entity={entity} kanban={kanban} sum={sum} />}
              narrowed={narrowed}
              fields={fields}
              moved={moved}
              held={held}
              onRows={remember}
              card={(row) => (
                <KanbanCard
                  entity={entity}
                  view={view}
                  kanban={kanban}
                  row={row}
                  movable={!still && mayMove(field, row)}
                  others={choices.filter((choice) => choice.lane.value !== lane.value)}
                  onMove={enter}
                />
              )}
            />
          );
        })}
      </div>
      {asking && (
        <Suspense>
          <GuardDialog
            entity={entity}
            fields={asking.fields}
            title={t("views.guardTitle", {
              title: cardTitle(entity, kanban, asking.row),
              lane: nameOf(asking.lane),
            })}
            onCancel={() => setAsking(null)}
            onDone={(values) => {
              setAsking(null);
              write(asking.row, asking.lane, values);
            }}
          />
        </Suspense>
      )}
    </DragArea>
  );
}

function Totals({ entity, kanban, sum }: { entity: Entity; kanban: Kanban; sum: Sum | undefined }) {
  const { t } = useTranslation();
  const label = useLabel();
  const totals = kanban.totals ?? [];
  if (totals.length === 0) return null;
  return (
    <dl className="fw-lane-totals">
      {totals.map(({ op, field: key }, at) => {
        const field = fieldOf(entity, key);
        if (!field) return null;
        return (
          <div key={`${op} ${key}`}>
            <dt className="fw-muted fw-ellipsis">{t(`views.op_${op}`, { label: label(field) })}</dt>
            <dd className="fw-number">
              <TotalValue field={field} op={op} value={sum?.totals[at]} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A total of money comes as its amount alone. */
function TotalValue({ field, op, value }: { field: Field; op: string; value: Json | undefined }) {
  const { Cell } = lookOf(field);
  if (isBlank(value)) return <>—</>;
  if (op === "count") return <>{String(value)}</>;
  const money = (field.shape ?? field.kind) === "money" && typeof value === "string";
  const shown = money ? { amount: value, currency: field.currency ?? "CNY" } : value;
  return <Cell field={field} value={shown} place="list" />;
}
