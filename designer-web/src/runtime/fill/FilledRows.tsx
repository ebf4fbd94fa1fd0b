/** The rows of a sub-table: only those in sight are drawn, and of these only the cells that changed. */
import { PlusOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button } from "antd";
import { memo, useContext, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { useWatched } from "../../engine/watchers";
import { lookOf } from "../../kinds";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import type { Placed } from "../../model/designer/documents";
import { columnsOf, named } from "../../model/filling";
import { together } from "../../model/issue";
import { isWritable } from "../../model/value";
import { inputId } from "../form/useRecordForm";
import { FilledRow } from "./FilledRow";
import { useFillingParts, useTold } from "./filling";
import { useRows } from "./useRows";

const ROW_HEIGHT = 49;
const OVERSCAN = 4;

export const FilledRows = memo(function FilledRows({ field, placed }: { field: Field; placed: Placed }) {
  const { store, opened } = useFillingParts();
  const { t } = useTranslation();
  const label = useLabel();
  const holder = useContext(HeldBy);
  const table = placed.field;
  const box = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(field, placed), [field, placed]);
  const rows = useRows(table, columns, placed);
  const { count, visible, readonly, required } = rows;
  const parts = columns.map((column) => `${table}.${column.placed.field}`);
  const shown = useWatched(store, parts, () => parts.map((part) => (store.field(part).visible ? 1 : 0)).join(""));
  const used = useMemo(() => columns.filter((_, at) => shown[at] === "1"), [columns, shown]);
  const issues = useTold(table, store.field(table));
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: rows.keyAt,
    overscan: OVERSCAN,
  });
  const target = useWatched(opened, [table], opened.target);
  useEffect(() => {
    const [name, row] = target.split("/");
    if (name === table && row !== undefined) virtual.scrollToIndex(Number(row), { align: "center" });
  }, [target, table, virtual]);
  const heldBy = useMemo(() => holder && { ...holder, table }, [holder, table]);
  if (!visible) return null;
  const name = label(named(field, placed));
  const full = placed.rows?.most !== undefined && count >= placed.rows.most;
  const template = { "--fw-row-columns": columnWidths(used.map((column) => column.field)) } as React.CSSProperties;
  return (
    <section id={inputId(table)} tabIndex={-1} className="fw-field fw-filled-rows" aria-label={name} data-place={table}>
      <span className="fw-filled-name">
        {name}
        {required && <span className="fw-required">*</span>}
        {count > 0 && <span className="fw-muted"> {t("form.rows", { count })}</span>}
      </span>
      {placed.help && <span className="fw-field-note">{label({ labels: placed.help })}</span>}
      {count > 0 && (
        <div className="fw-rows" role="table" aria-label={name} aria-rowcount={count + 1} style={template}>
          <div role="rowgroup">
            <div className="fw-rows-head" role="row" tabIndex={-1}>
              <span role="columnheader" tabIndex={-1} aria-label={t("form.rowNumber")} />
              {used.map(({ field: column, placed: place }) => (
                <span key={column.key} role="columnheader" tabIndex={-1} data-align={headAlign(column)}>
                  {label(named(column, place))}
                  {(place.required || column.required) && <span className="fw-required">*</span>}
                </span>
              ))}
              <span role="columnheader" tabIndex={-1} aria-label={t("form.rowActions")} />
            </div>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <div ref={box} className="fw-rows-body" role="rowgroup" tabIndex={0} aria-label={name}>
            <div role="presentation" style={{ height: virtual.getTotalSize() }}>
              <HeldBy value={heldBy}>
                {virtual.getVirtualItems().map((item) => (
                  <FilledRow
                    key={item.key}
                    measure={virtual.measureElement}
                    start={item.start}
                    row={item.index}
                    table={table}
                    target={field.target ?? ""}
                    columns={used}
                    hands={rows.hands}
                    mayAdd={rows.mayAdd && !full}
                    mayRemove={rows.mayRemove}
                  />
                ))}
              </HeldBy>
            </div>
          </div>
        </div>
      )}
      {count === 0 && readonly && <span className="fw-muted">{t("form.noRows")}</span>}
      {rows.mayAdd && (
        <Button type="dashed" icon={<PlusOutlined />} onClick={() => rows.hands.add(count)} disabled={full} block>
          {full ? t("form.fullRows", { count: placed.rows?.most ?? 0 }) : t("form.addRow")}
        </Button>
      )}
      {issues.length > 0 && (
        <span className="fw-field-issue" role="alert">
          {together(issues.map((issue) => issue.message))}
        </span>
      )}
    </section>
  );
});

/** Over what is typed at the left, over what is only shown where it stands. */
const headAlign = (field: Field) => (isWritable(field) ? undefined : lookOf(field).align);

const WIDE = ["long_text", "address", "attachment", "image", "reference", "references", "users", "date_range"];

/** A number, the columns by what they hold, and room for what one does with a row. */
function columnWidths(fields: Field[]): string {
  const widths = fields.map((field) => (WIDE.includes(field.kind) ? "minmax(200px, 2fr)" : "minmax(120px, 1fr)"));
  return `32px ${widths.join(" ")} 72px`;
}
