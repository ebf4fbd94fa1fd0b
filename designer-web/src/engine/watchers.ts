/**
 * Who wants to know of which part of a form.
 *
 * Shape:  a part is a field or block `amount`, a column `lines.price`, a row `lines/3`, a cell `lines/3/price`, or one of
 *         the words below; a listener is called once however many of its parts changed.
 */
import { useCallback, useSyncExternalStore } from "react";
import type { Edit, FormIssue, Patch } from "./contract";

/** Anything at all. */
export const ANY = "";
/** What is wrong, anywhere. */
export const ISSUES = "/";

type Listener = () => void;

export class Watchers {
  private readonly byPart = new Map<string, Set<Listener>>();

  watch(parts: readonly string[], listener: Listener): () => void {
    for (const part of parts) this.of(part).add(listener);
    return () => {
      for (const part of parts) {
        const left = this.byPart.get(part);
        left?.delete(listener);
        if (left?.size === 0) this.byPart.delete(part);
      }
    };
  }

  tell(parts: Iterable<string>): void {
    const told = new Set<Listener>(this.byPart.get(ANY));
    for (const part of parts) for (const listener of this.byPart.get(part) ?? []) told.add(listener);
    for (const listener of told) listener();
  }

  tellAll(): void {
    this.tell([...this.byPart.keys()]);
  }

  clear(): void {
    this.byPart.clear();
  }

  private of(part: string): Set<Listener> {
    const found = this.byPart.get(part) ?? new Set<Listener>();
    this.byPart.set(part, found);
    return found;
  }
}

/** Everything whose change is a change of what is shown at a path. */
export function partsOf(path: string): string[] {
  const [table = "", row, field] = path.split("/");
  if (row === undefined) return [path];
  return field === undefined ? [path, table] : [path, `${table}.${field}`, table];
}

/** What an edit types over, before anything was computed. */
export function partOfEdit(edit: Edit): string {
  if ("field" in edit) return edit.field.field;
  if ("cell" in edit) return `${edit.cell.table}/${edit.cell.row}/${edit.cell.field}`;
  return "insert" in edit ? edit.insert.table : "remove" in edit ? edit.remove.table : edit.move.table;
}

export type IssueIndex = ReadonlyMap<string, readonly FormIssue[]>;

/**
 * Issues by the path they are about; those of the whole form under the empty one. Only sub-tables have places inside: what
 * is wrong within another value, such as the third of some tags, is told at its field.
 */
export function indexed(issues: readonly FormIssue[], tables?: ReadonlySet<string>): IssueIndex {
  const index = new Map<string, FormIssue[]>();
  for (const issue of issues) {
    const whole = issue.pointer.slice(1);
    const [first = ""] = whole.split("/");
    const path = tables && !tables.has(first) ? first : whole;
    const there = index.get(path);
    if (there) there.push(issue);
    else index.set(path, [issue]);
  }
  return index;
}

const sameIssues = (one: readonly FormIssue[] = [], other: readonly FormIssue[] = []) =>
  one.length === other.length &&
  one.every((issue, at) => issue.code === other[at]?.code && issue.message === other[at]?.message);

/** The parts that a patch changes, its issues already indexed. */
export function partsOfPatch(patch: Patch, before: IssueIndex, after: IssueIndex): Set<string> {
  const parts = new Set<string>();
  for (const changes of [patch.values, patch.visible, patch.required, patch.readonly, patch.options])
    for (const part of Object.keys(changes ?? {})) parts.add(part);
  if (before !== after) {
    parts.add(ISSUES);
    for (const path of new Set([...before.keys(), ...after.keys()]))
      if (!sameIssues(before.get(path), after.get(path))) parts.add(path);
  }
  return parts;
}

type Watched = { watchers: Watchers };

/** What `read` tells of parts; it must give the very same thing as long as nothing of it changed. */
export function useWatched<T>(watched: Watched, parts: readonly string[], read: () => T): T {
  const names = parts.join("\n");
  const subscribe = useCallback(
    (listener: Listener) => watched.watchers.watch(names.split("\n"), listener),
    [watched, names],
  );
  return useSyncExternalStore(subscribe, read);
}
