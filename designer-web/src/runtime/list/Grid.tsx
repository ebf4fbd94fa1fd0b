import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, memo, useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { lookOf } from "../../kinds";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import type { Column } from "../../model/columns";
import { extendTo, isSelected, toggleRow } from "../../model/selection";
import { titleOf } from "../../model/value";
import { GridHead } from "./GridHead";
import { mayPick, type RowsProps } from "./rows";
import { useLook } from "./usePages";
import { usePlace } from "./usePlace";

const ROW_HEIGHT = 44;
const OVERSCAN = 12;
const BONE_ROWS = 14;

export const template = (columns: Column[]) =>
  `var(--fw-tick) ${columns.map((column) => `${column.width}px`).join(" ")} minmax(16px, 1fr)`;

/** A table of any length: only the rows in sight exist, the next page is fetched before the end is reached. */
export function Grid(props: RowsProps) {
  const { entity, list, selection, setSelection } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const lastTicked = useRef<string | null>(null);
  const { rows, columns, pages } = list;
  const place = usePlace(scroller);
  const virtual = useVirtualizer({
    initialOffset: place,
    count: list.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  useLook(list.look, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;

  const tick = (id: string, extend: boolean) => {
    const loaded = rows.map((row) => row.id);
    setSelection(extend ? extendTo(selection, loaded, lastTicked.current, id) : toggleRow(selection, id));
    lastTicked.current = id;
  };
  const tickRef = useRef(tick);
  tickRef.current = tick;
  const onTick = useCallback((id: string, extend: boolean) => tickRef.current(id, extend), []);
  const layout = template(columns);
  const width = 44 + 16 + columns.reduce((sum, column) => sum + column.width, 0);

  return (
    <div className="fw-grid" ref={scroller} data-plain={!mayPick(entity.actions) || undefined}>
      <div role="table" aria-rowcount={list.total ?? -1} style={{ minWidth: width }}>
        <GridHead {...props} layout={layout} />
        {pages.isPending && list.count === 0 ? (
          <GridBones columns={columns} layout={layout} />
        ) : (
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {items.map((item) => {
              const row = rows[item.index - list.first];
              if (!row)
                return <BoneRow key={item.key} columns={columns} layout={layout} top={item.start} order={item.index} />;
              return (
                <Row
                  key={row.id}
                  entity={entity}
                  row={row}
                  columns={columns}
                  layout={layout}
                  top={item.start}
                  selected={isSelected(selection, row.id)}
                  onTick={onTick}
                />
              );
            })}
          </div>
        )}
      </div>
      <div className="fw-grid-foot fw-muted" aria-live="polite">
        {pages.isFetchNextPageError ? (
          <button type="button" className="fw-plain" onClick={() => void fetchNextPage()}>
            {t("list.failed")} · {t("common.retry")}
          </button>
        ) : isFetchingNextPage ? (
          t("list.loadingMore")
        ) : (
          !hasNextPage && list.count > BONE_ROWS && t("list.end")
        )}
      </div>
    </div>
  );
}

type RowProps = {
  entity: Entity;
  row: RecordRow;
  columns: Column[];
  layout: string;
  top: number;
  selected: boolean;
  onTick: (id: string, extend: boolean) => void;
};

const Row = memo(function Row({ entity, row, columns, layout, top, selected, onTick }: RowProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const title = titleOf(entity, row);
  const open = (event: MouseEvent) => {
    const onControl = (event.target as HTMLElement).closest("a,button,input,label");
    const marksText = window.getSelection()?.toString();
    if (!onControl && !marksText)
      void navigate({ to: "/record/$entity/$id", params: { entity: entity.key, id: row.id }, search: {} });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the title in the row is a link for the keyboard
    <div
      role="row"
      tabIndex={-1}
      className="fw-grid-row"
      data-selected={selected || undefined}
      style={{ gridTemplateColumns: layout, transform: `translateY(${top}px)` }}
      onClick={open}
    >
      <div role="cell" className="fw-grid-tick">
        <label>
          <input
            type="checkbox"
            checked={selected}
            aria-label={t("list.selectRow", { title })}
            onClick={(event) => onTick(row.id, event.shiftKey)}
            readOnly
          />
        </label>
      </div>
      {columns.map(({ field }) => {
        const { Cell, align } = lookOf(field);
        const isTitle = field.key === entity.title;
        return (
          <div
            role="cell"
            key={field.key}
            className="fw-grid-cell"
            data-title={isTitle || undefined}
            style={{ justifyContent: align === "right" ? "flex-end" : undefined }}
          >
            {isTitle ? (
              <Link
                to="/record/$entity/$id"
                params={{ entity: entity.key, id: row.id }}
                search={{}}
                className="fw-ellipsis"
                title={title}
              >
                {title || t("common.blank")}
              </Link>
            ) : (
              <span className="fw-ellipsis">
                <HeldBy value={{ entity: entity.key, record: row.id }}>
                  <Cell field={field} value={row[field.key]} place="list" />
                </HeldBy>
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
});

function GridBones({ columns, layout }: { columns: Column[]; layout: string }) {
  return (
    <div aria-hidden="true" style={{ position: "relative", height: BONE_ROWS * ROW_HEIGHT }}>
      {Array.from({ length: BONE_ROWS }, (_, at) => (
        <BoneRow key={at} columns={columns} layout={layout} top={at * ROW_HEIGHT} order={at} />
      ))}
    </div>
  );
}

/** A row that is on its way. */
function BoneRow({ columns, layout, top, order }: { columns: Column[]; layout: string; top: number; order: number }) {
  return (
    <div
      aria-hidden="true"
      className="fw-grid-row"
      style={{ gridTemplateColumns: layout, transform: `translateY(${top}px)` }}
    >
      <div />
      {columns.map((column, at) => (
        <div key={column.field.key} className="fw-grid-cell">
          <span className="fw-bone" style={{ width: `${50 + ((order * 31 + at * 17) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}
