/**
 * What a person must see first about a record.
 *
 * Shape:  `headline(entity, view, record, today) → {marks, facts, next, plan}`: levels and tags, the view's other columns, the nearest planned day,
 *         and the field in which one is planned.
 */
import type { Entity, Field, Json, KindKey, RecordRow } from "../api/contract";
import { fieldOf } from "./fields";
import { asText, isBlank, shownKind } from "./value";

/** Kinds one taps to call or write. */
export const LIVE: KindKey[] = ["phone", "email"];
const DAYS: KindKey[] = ["date", "datetime"];
const FACTS = 5;
const PLANNED = /^(next|plan|due)/;

export type Next = { field: Field; value: Json; day: string };
export type Headline = { marks: Field[]; facts: Field[]; next: Next | null; plan: Field | null };

function plannedDays(entity: Entity, record: RecordRow, dayOf: (moment: string) => string): Next[] {
  return entity.fields
    .filter((field) => DAYS.includes(shownKind(field)) && !isBlank(record[field.key]))
    .map((field) => {
      const value = record[field.key] as Json;
      const text = asText(value);
      return { field, value, day: field.kind === "date" ? text : dayOf(text) };
    });
}

/** What any view of the entity shows is worth showing first; the first view's columns come first. */
export function headColumns(entity: Entity): string[] {
  const columns = [...new Set(entity.views.flatMap((view) => view.columns))];
  return columns.length > 0 ? columns : entity.fields.slice(0, 8).map((field) => field.key);
}

export function headline(
  entity: Entity,
  columns: string[],
  record: RecordRow,
  today: string,
  dayOf: (moment: string) => string,
): Headline {
  const seen = columns.flatMap((key) => fieldOf(entity, key) ?? []).filter((field) => field.key !== entity.title);
  const tags = entity.fields.filter((field) => field.kind === "tags");
  const marks = [...seen.filter((field) => shownKind(field) === "choice"), ...tags]
    .filter((field, at, all) => all.indexOf(field) === at)
    .filter((field) => !isBlank(record[field.key]));
  const planned = plannedDays(entity, record, dayOf);
  const plan = entity.fields.find((field) => DAYS.includes(shownKind(field)) && PLANNED.test(field.key)) ?? null;
  const named = planned.find(({ field }) => PLANNED.test(field.key));
  const coming = planned.filter(({ day }) => day >= today).sort((a, b) => (a.day < b.day ? -1 : 1))[0];
  const next = named ?? coming ?? null;
  const facts = seen
    .filter(
      (field) =>
        !marks.includes(field) &&
        field.key !== next?.field.key &&
        field.key !== "owner_id" &&
        !isBlank(record[field.key]),
    )
    .slice(0, FACTS);
  return { marks, facts, next, plan: next?.field ?? plan };
}

/** The field in which people write what happened, if the entity has one: such a list is read as a story, not as a table. */
export function storyField(entity: Entity, columns: string[]): Field | undefined {
  const shown = columns.flatMap((key) => fieldOf(entity, key) ?? []);
  return shown.find((field) => field.kind === "long_text");
}
