/** Reading JSON values of records without trusting their shape. */
import type { Field, Json, KindKey, RecordRow, Values } from "../api/contract";

export type Titled = { id: string; title: string };

export const UNNAMED = "***";

export function isBlank(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every((part) => part === undefined || isBlank(part));
}

export function asText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function asList(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : isBlank(value) ? [] : [value as Json];
}

export function asObject(value: Json | undefined): { [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** A reference in either form: the id alone, or `{"id","title"}` after `expand`. */
export function asTitled(value: Json | undefined): Titled | null {
  if (typeof value === "string" && value) return { id: value, title: "" };
  const object = asObject(value);
  const id = object.id;
  if (typeof id !== "string") return null;
  // Expanded, but its name is not for this person: nothing is gained by asking again.
  const title = object.title === undefined ? object.name : object.title;
  return { id, title: title === null ? UNNAMED : asText(title) };
}

const ID_KINDS: KindKey[] = ["user", "department", "reference"];

/** The value as it is written back: references as ids, nothing else changed. */
export function bare(kind: KindKey, value: Json | undefined): Json | undefined {
  if (ID_KINDS.includes(kind)) return asTitled(value)?.id ?? null;
  if (kind === "references" || kind === "users") return asList(value).flatMap((entry) => asTitled(entry)?.id ?? []);
  return value;
}

export function sameValue(left: Json | undefined, right: Json | undefined): boolean {
  if (isBlank(left) && isBlank(right)) return true;
  return stable(left) === stable(right);
}

function stable(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The kind whose looks a derived field borrows: what its formula, lookup or roll-up yields. */
export const shownKind = (field: Field): KindKey => field.shape ?? field.kind;

export function titleOf(entity: { title: string }, record: RecordRow | Values): string {
  const title = record[entity.title];
  return asText(title) || asTitled(title)?.title || asText(record.title);
}

export const isWritable = (field: Field) => (field.right ?? "editable") === "editable" && !field.computed;
