/** What publishing a view changes, as lines a person reads before it is done. */
import { labelOf } from "./label";
import { sameValue } from "./value";
import { documentOf, type ViewDefinition } from "./viewDraft";

export type ViewChange =
  | { kind: "created" }
  | { kind: "named"; from: string; to: string }
  | { kind: "typed"; from: string; to: string }
  | { kind: "columnsAdded" | "columnsRemoved"; fields: string[] }
  | { kind: "columnsMoved" | "filter" | "sort" | "roles" | "settings" };

const json = (value: unknown) => JSON.parse(JSON.stringify(value ?? null));
const same = (left: unknown, right: unknown) => sameValue(json(left), json(right));

export function viewChanges(before: ViewDefinition | null, after: ViewDefinition, locale = "zh-CN"): ViewChange[] {
  if (!before) return [{ kind: "created" }];
  const [old, now] = [documentOf(before), documentOf(after)];
  const changes: ViewChange[] = [];
  const [from, to] = [old.columns ?? [], now.columns ?? []];
  const added = to.filter((key) => !from.includes(key));
  const removed = from.filter((key) => !to.includes(key));
  const kept = (keys: string[], others: string[]) => keys.filter((key) => others.includes(key));
  const [oldType, newType] = [old.type ?? "table", now.type ?? "table"];
  if (!same(old.labels, now.labels))
    changes.push({ kind: "named", from: labelOf(old, locale), to: labelOf(now, locale) });
  if (oldType !== newType) changes.push({ kind: "typed", from: oldType, to: newType });
  if (added.length > 0) changes.push({ kind: "columnsAdded", fields: added });
  if (removed.length > 0) changes.push({ kind: "columnsRemoved", fields: removed });
  if (!same(kept(from, to), kept(to, from))) changes.push({ kind: "columnsMoved" });
  if (oldType === newType && newType !== "table" && !same(old[newType], now[newType]))
    changes.push({ kind: "settings" });
  if (!same(old.filter, now.filter)) changes.push({ kind: "filter" });
  if (!same(old.sort, now.sort)) changes.push({ kind: "sort" });
  if (!same(old.roles, now.roles)) changes.push({ kind: "roles" });
  return changes;
}
