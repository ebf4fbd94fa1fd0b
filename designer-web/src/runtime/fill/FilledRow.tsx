/** One row of a sub-table: a line at a desk, a card on a phone. */
import { CopyOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { memo, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { useField } from "../../engine/store";
import { kindOf, lookOf } from "../../kinds";
import type { Placed } from "../../model/designer/documents";
import { type columnsOf, fieldNow } from "../../model/filling";
import { together } from "../../model/issue";
import { isSheet } from "../../model/pasted";
import { bare, isBlank, isWritable } from "../../model/value";
import { inputId } from "../form/useRecordForm";
import { useFillingParts, useTold } from "./filling";
import type { RowHands } from "./useRows";

type Props = {
  measure: (element: HTMLElement | null) => void;
  start: number;
  row: number;
  table: string;
  target: string;
  columns: ReturnType<typeof columnsOf>;
  hands: RowHands;
  mayAdd: boolean;
  mayRemove: boolean;
};

export const FilledRow = memo(function FilledRow(props: Props) {
  const { measure, start, row, table, target, columns, hands, mayAdd, mayRemove } = props;
  const { store } = useFillingParts();
  const { t } = useTranslation();
  const path = `${table}/${row}`;
  const issues = useTold(path, useField(store, path));
  return (
    <div
      ref={measure}
      id={inputId(path)}
      tabIndex={-1}
      data-index={row}
      role="row"
      aria-rowindex={row + 2}
      className="fw-rows-row"
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="cell" className="fw-rows-number">
        {row + 1}
      </span>
      {columns.map((column) => (
        <FilledCell
          key={column.field.key}
          table={table}
          row={row}
          target={target}
          field={column.field}
          placed={column.placed}
          hands={hands}
        />
      ))}
      <span role="cell" className="fw-rows-actions">
        {mayAdd && (
          <Button
            type="text"
            size="small"
            icon={<CopyOutlined />}
            aria-label={t("form.copyRow", { row: row + 1 })}
            onClick={() => hands.copy(row)}
          />
        )}
        {mayRemove && (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t("form.removeRowOf", { row: row + 1 })}
            onClick={() => hands.remove(row)}
          />
        )}
      </span>
      {issues.length > 0 && (
        <span className="fw-field-issue fw-rows-issue" role="alert">
          {together(issues.map((issue) => issue.message))}
        </span>
      )}
    </div>
  );
});

type CellProps = { table: string; row: number; target: string; field: Field; placed: Placed; hands: RowHands };

const FilledCell = memo(function FilledCell({ table, row, target, field, placed, hands }: CellProps) {
  const { store, judgement } = useFillingParts();
  const label = useLabel();
  const path = `${table}/${row}/${placed.field}`;
  const state = useField(store, path);
  const issues = useTold(path, state);
  const now = useMemo(() => fieldNow(field, placed, state), [field, placed, state]);
  const name = label(now);
  if (!state.visible) return <span role="cell" />;
  const { Input } = kindOf(now);
  const { Cell, align } = lookOf(now);
  const id = inputId(path);
  return (
    <div
      role="cell"
      data-label={name}
      data-align={align}
      data-place={path}
      onBlur={() => judgement.leave([path])}
      onPaste={(event) => {
        const text = event.clipboardData.getData("text/plain");
        if (!isSheet(text) || !isWritable(now)) return;
        event.preventDefault();
        hands.paste(row, placed.field, text);
      }}
      onKeyDown={(event) => {
        const line = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
        if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing || !line) return;
        if ((event.target as HTMLInputElement).role === "combobox") return;
        event.preventDefault();
        hands.below(row, placed.field);
      }}
    >
      {isWritable(now) ? (
        <Suspense fallback={<span className="fw-bone" style={{ height: 30 }} />}>
          <Input
            entity={target}
            field={now}
            id={id}
            label={`${name} ${row + 1}`}
            value={state.typed ?? undefined}
            issues={issues}
            placeholder={placed.placeholder ? label({ labels: placed.placeholder }) : undefined}
            onChange={(value) => {
              judgement.mend(path);
              const cell = { table, row, field: placed.field, value: bare(field.kind, value) ?? null };
              void store.edit([{ cell }]);
            }}
          />
        </Suspense>
      ) : (
        <span className="fw-rows-still" id={id} tabIndex={-1}>
          {!isBlank(state.value) && <Cell field={now} value={state.value} place="list" />}
        </span>
      )}
      {issues.length > 0 && (
        <span className="fw-field-issue" id={`${id}-issues`}>
          {together(issues.map((issue) => issue.message))}
        </span>
      )}
    </div>
  );
});
