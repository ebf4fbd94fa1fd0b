/**
 * The columns of a kanban and what a move between them writes.
 *
 * Shape:  field and settings → `Lane[]`; a lane is a value of the field, `null` for records that have none.
 * Source: docs/spec/definitions.md "view".
 */
import type { Entity, Field, Filter, Json, Kanban, Operator, RecordRow, Values, View } from "../api/contract";
import { fieldOf } from "./fields";
import { asText, asTitled, isBlank, isWritable } from "./value";

export type Lane = { value: string | null };
/** What the server computed for one value. */
export type Sum = { value: string | null; count: number; totals: (Json | undefined)[] };

export const MOST_PEOPLE = 50;

export const laneKey = (lane: Lane) => lane.value ?? "";
/** A lane as a place to drop something on, and back. */
export const lanePlace = (lane: Lane) => `lane:${laneKey(lane)}`;
export const laneAt = (place: string): Lane => ({ value: place.slice("lane:".length) || null });

/** Choices in the order the view gives them, the rest behind; people by the number of their records. */
export function lanesOf(kanban: Kanban, field: Field, sums: Sum[]): Lane[] {
  const settings = new Map((kanban.columns ?? []).map((column) => [column.value ?? null, column]));
  const filled = new Set(sums.filter((sum) => sum.count > 0).map((sum) => sum.value));
  const known: (string | null)[] =
    field.kind === "choice"
      ? (field.options ?? [])
          .filter((option) => option.active !== false || filled.has(option.key) || settings.has(option.key))
          .map((option) => option.key)
      : sums
          .filter((sum) => sum.value !== null)
          .sort((a, b) => b.count - a.count)
          .slice(0, MOST_PEOPLE)
          .map((sum) => sum.value);
  const named = [...settings.keys()].filter((value) => value === null || known.includes(value));
  const rest = known.filter((value) => !settings.has(value));
  const all = settings.has(null) ? [...named, ...rest] : [...named, ...rest, null];
  return all
    .filter((value) => !settings.get(value)?.hidden)
    .filter((value) => value !== null || settings.has(null) || filled.has(null))
    .map((value) => ({ value }));
}

export function laneFilter(field: Field, lane: Lane): Filter {
  const op: Operator = lane.value === null ? "is_empty" : "eq";
  return lane.value === null ? { field: field.key, op } : { field: field.key, op, value: lane.value };
}

/** In which lane a record stands. */
export function laneValue(field: Field, row: Values): string | null {
  const value = row[field.key];
  if (isBlank(value)) return null;
  return field.kind === "user" ? (asTitled(value)?.id ?? null) : asText(value);
}

/** What the groups of an aggregate say, value by value. */
export function sumsOf(kanban: Kanban, field: Field, groups: Values[]): Sum[] {
  return groups.map((group) => ({
    value: laneValue(field, group),
    count: Number(group.count ?? 0),
    totals: (kanban.totals ?? []).map(({ op, field: of }) => group[`${op}_${of}`]),
  }));
}

/** Fields that are asked for when a record enters a lane and that it has not got yet. */
export function askedFields(entity: Entity, kanban: Kanban, lane: Lane, row: RecordRow): Field[] {
  const guard = (kanban.guards ?? []).find((one) => one.to === lane.value);
  return (guard?.ask ?? []).flatMap((key) => {
    const field = fieldOf(entity, key);
    return field && isWritable(field) && isBlank(row[key]) ? [field] : [];
  });
}

/** Whether this record may be moved by this person. */
export const mayMove = (field: Field | undefined, row: Pick<RecordRow, "_actions">): boolean =>
  field !== undefined && isWritable(field) && row._actions?.edit === true;

/** Every field that a kanban needs of a record. */
export function kanbanFields(entity: Entity, view: View, kanban: Kanban): string[] {
  const asked = (kanban.guards ?? []).flatMap((guard) => guard.ask);
  const card = kanban.card ?? {};
  const keys = [
    entity.title,
    card.title,
    kanban.group_by,
    kanban.colour_by,
    ...(card.fields ?? view.columns.slice(0, 4)),
    ...asked,
  ];
  return [...new Set(keys.filter((key): key is string => key !== undefined && fieldOf(entity, key) !== undefined))];
}

/** The colour of a record by a choice. */
export function colourOf(entity: Entity, key: string | undefined, row: Values): string | undefined {
  const field = key ? fieldOf(entity, key) : undefined;
  const option = field?.options?.find((one) => one.key === asText(row[field.key]));
  return option?.color ?? undefined;
}
