/** What is ticked in a list: some rows, or everything that matches except some. */
import type { BulkTarget, Filter } from "../api/contract";
import { both } from "./filter";

export type Selection =
  | { kind: "some"; ids: ReadonlySet<string> }
  | { kind: "all"; except: ReadonlySet<string>; total: number };

export const NOTHING: Selection = { kind: "some", ids: new Set() };

function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === "some" ? selection.ids.has(id) : !selection.except.has(id);
}

export function toggleRow(selection: Selection, id: string): Selection {
  return selection.kind === "some"
    ? { kind: "some", ids: toggled(selection.ids, id) }
    : { ...selection, except: toggled(selection.except, id) };
}

export function toggleLoaded(selection: Selection, loaded: string[]): Selection {
  if (selection.kind === "all") return NOTHING;
  return loaded.length > 0 && loaded.every((id) => selection.ids.has(id))
    ? NOTHING
    : { kind: "some", ids: new Set([...selection.ids, ...loaded]) };
}

/** Adds every row between the last ticked and this one, as Shift does in a spreadsheet. */
export function extendTo(selection: Selection, loaded: string[], from: string | null, to: string): Selection {
  const start = from ? loaded.indexOf(from) : -1;
  const end = loaded.indexOf(to);
  if (selection.kind === "all" || start < 0 || end < 0) return toggleRow(selection, to);
  const span = loaded.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { kind: "some", ids: new Set([...selection.ids, ...span]) };
}

export const selectAll = (total: number): Selection => ({ kind: "all", except: new Set(), total });

export function selectedCount(selection: Selection): number {
  return selection.kind === "some" ? selection.ids.size : Math.max(0, selection.total - selection.except.size);
}

export function headerState(selection: Selection, loaded: string[]): "none" | "some" | "all" {
  const ticked = loaded.filter((id) => isSelected(selection, id)).length;
  if (ticked === 0) return "none";
  return ticked === loaded.length ? "all" : "some";
}

/** Everything that matches is said by the search as well, even an empty one: a change of all records must be meant. */
export function bulkTarget(selection: Selection, filter: Filter | null, q: string): BulkTarget {
  if (selection.kind === "some") return { ids: [...selection.ids] };
  const except = [...selection.except];
  const narrowed = except.length > 0 ? both(filter, { field: "id", op: "not_in", value: except }) : filter;
  return { filter: narrowed, q };
}
