/** What is done with the rows of a sub-table: put in, taken out, copied, pasted. */
import { useCallback, useMemo, useRef } from "react";
import { useZone } from "../../app/hooks";
import type { Edit, Row } from "../../engine/contract";
import { useWatched } from "../../engine/watchers";
import type { Placed } from "../../model/designer/documents";
import type { columnsOf } from "../../model/filling";
import { dayIn } from "../../model/moment";
import { cellsOf, pastedValue } from "../../model/pasted";
import { useFillingParts } from "./filling";

type Columns = ReturnType<typeof columnsOf>;

export type RowHands = {
  add(at: number): void;
  copy(row: number): void;
  remove(row: number): void;
  /** Cells from a spreadsheet, laid over the rows from a cell on; rows that are missing are put in. */
  paste(row: number, column: string, text: string): void;
  /** The next row, one more where there is none. */
  below(row: number, column: string): void;
};

export function useRows(table: string, columns: Columns, placed: Placed) {
  const { store, judgement, opened } = useFillingParts();
  const zone = useZone();
  const head = useWatched(store, [table], () => {
    const { typed, visible, readonly, required } = store.field(table);
    return JSON.stringify([Array.isArray(typed) ? typed.length : 0, visible, readonly, required]);
  });
  const [count, visible, readonly, required] = JSON.parse(head) as [number, boolean, boolean, boolean];
  const mayAdd = !readonly && placed.rows?.add !== false;
  const mayRemove = !readonly && placed.rows?.remove !== false;
  const most = placed.rows?.most ?? Number.POSITIVE_INFINITY;

  const keys = useRef<{ next: number; list: number[] }>({ next: 0, list: [] });
  // Rows have no name of their own before they are stored; what was put in or taken out elsewhere is drawn anew.
  while (keys.current.list.length < count) keys.current.list.push(keys.current.next++);
  if (keys.current.list.length > count) keys.current.list.length = count;
  const keyAt = useCallback((at: number) => keys.current.list[at] ?? `new ${at}`, []);

  const hands = useMemo<RowHands>(() => {
    const length = () => {
      const { typed } = store.field(table);
      return Array.isArray(typed) ? typed.length : 0;
    };
    const locked = (column: Columns[number]) =>
      column.field.computed === true || store.field(`${table}.${column.placed.field}`).readonly;
    const insert = (at: number, rows: Row[]): Edit => {
      keys.current.list.splice(at, 0, ...rows.map(() => keys.current.next++));
      judgement.shift(table, at, rows.length);
      return { insert: { table, at, rows } };
    };
    const firstColumn = () => columns.find((column) => !locked(column))?.placed.field ?? "";
    const add = (at: number, column = firstColumn()) => {
      void store.edit([insert(at, [{}])]);
      opened.go(`${table}/${at}/${column}`);
    };
    return {
      add: (at) => add(at),
      copy(row) {
        const cells = columns.flatMap((column) => {
          const { typed, readonly: still } = store.field(`${table}/${row}/${column.placed.field}`);
          return locked(column) || still || typed === undefined ? [] : [[column.placed.field, typed] as const];
        });
        void store.edit([insert(row + 1, [Object.fromEntries(cells)])]);
      },
      remove(row) {
        keys.current.list.splice(row, 1);
        judgement.shift(table, row, -1);
        void store.edit([{ remove: { table, row } }]);
      },
      paste(row, column, text) {
        const from = columns.findIndex((one) => one.placed.field === column);
        const here = { today: dayIn(new Date(), zone), zone };
        const there = length();
        const read = cellsOf(text).map((cells) =>
          cells.flatMap((cell, at) => {
            const one = columns[from + at];
            return one && !locked(one) ? [[one.placed.field, pastedValue(one.field, cell, here)] as const] : [];
          }),
        );
        const over = read
          .slice(0, there - row)
          .flatMap((cells, at) =>
            cells.map(([name, value]): Edit => ({ cell: { table, row: row + at, field: name, value } })),
          );
        const more = mayAdd ? read.slice(there - row, Math.max(there - row, most - row)) : [];
        judgement.mend(table);
        const rows = more.map((cells): Row => Object.fromEntries(cells));
        void store.edit([...over, ...(rows.length > 0 ? [insert(there, rows)] : [])]);
      },
      below(row, column) {
        if (row + 1 < length()) opened.go(`${table}/${row + 1}/${column}`);
        else if (mayAdd && length() < most) add(row + 1, column);
      },
    };
  }, [store, judgement, opened, table, columns, zone, mayAdd, most]);
  return { count, visible, readonly, required, mayAdd, mayRemove, keyAt, hands };
}
