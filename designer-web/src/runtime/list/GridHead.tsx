import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { type PointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { type Column, resizeColumn, toggleSort } from "../../model/columns";
import { headerState, toggleLoaded } from "../../model/selection";
import type { RowsProps } from "./rows";

const KEY_STEP = 16;

export function GridHead({ layout, ...props }: RowsProps & { layout: string }) {
  const { entity, list, selection, setSelection, sort, setSort } = props;
  const { t } = useTranslation();
  const label = useLabel();
  const loaded = list.rows.map((row) => row.id);
  const state = headerState(selection, loaded);
  return (
    <div role="row" tabIndex={-1} className="fw-grid-head" style={{ gridTemplateColumns: layout }}>
      <div role="columnheader" tabIndex={-1} className="fw-grid-tick">
        <label>
          <input
            type="checkbox"
            aria-label={t("list.selectLoaded")}
            checked={state === "all"}
            ref={(input) => {
              if (input) input.indeterminate = state === "some";
            }}
            onChange={() => setSelection(toggleLoaded(selection, loaded))}
          />
        </label>
      </div>
      {list.columns.map((column) => {
        const { field } = column;
        const direction = sort[0] === field.key ? "ascending" : sort[0] === `-${field.key}` ? "descending" : undefined;
        return (
          <div
            key={field.key}
            role="columnheader"
            tabIndex={-1}
            aria-sort={direction}
            className="fw-grid-cell"
            data-title={field.key === entity.title || undefined}
            style={{ justifyContent: lookOf(field).align === "right" ? "flex-end" : undefined }}
          >
            {field.sortable ? (
              <button
                type="button"
                className="fw-plain fw-grid-sort"
                onClick={() => setSort(toggleSort(sort, field.key))}
              >
                <span className="fw-ellipsis">{label(field)}</span>
                {direction === "ascending" && <CaretUpOutlined />}
                {direction === "descending" && <CaretDownOutlined />}
              </button>
            ) : (
              <span className="fw-ellipsis">{label(field)}</span>
            )}
            <ResizeHandle {...props} column={column} />
          </div>
        );
      })}
    </div>
  );
}

function ResizeHandle({ column, choice, setChoice }: RowsProps & { column: Column }) {
  const { t } = useTranslation();
  const start = useRef<{ x: number; width: number } | null>(null);
  const { key } = column.field;
  const move = (event: PointerEvent) => {
    if (start.current) setChoice(resizeColumn(choice, key, start.current.width + event.clientX - start.current.x));
  };
  return (
    <button
      type="button"
      className="fw-plain fw-grid-resize"
      aria-label={t("list.resize")}
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width: column.width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const by = event.key === "ArrowRight" ? KEY_STEP : event.key === "ArrowLeft" ? -KEY_STEP : 0;
        if (by !== 0) setChoice(resizeColumn(choice, key, column.width + by));
      }}
    />
  );
}
