/**
 * One entry out of several: which is kept, whose value each field takes, and what of that the server is told.
 *
 * Units: `choices` maps a field to the id of the entry whose value it takes; absent, the server's own rule holds: the
 * kept entry's value, else the first that is filled in.
 */
import type { Entity, Field, KindKey, RecordRow, Suspect, Values } from "../api/contract";
import { bare, isBlank, isWritable, sameValue } from "./value";

export type FieldChoices = { [field: string]: string };

const UNITED: KindKey[] = ["tags", "multi_choice", "references", "users", "attachment", "image", "sub_table"];

/** Lists and rows are united, not chosen. */
export const isUnited = (field: Field) => UNITED.includes(field.kind);

export const isChosen = (field: Field) => isWritable(field) && !isUnited(field);

/** The head office with the most filled in. */
export function keptByDefault(suspects: Suspect[], rows: RecordRow[]): string | undefined {
  const filled = (row: RecordRow) => Object.values(row).filter((value) => !isBlank(value)).length;
  const branches = new Set(suspects.filter((one) => one.branch).map((one) => one.id));
  const heads = rows.filter((row) => !branches.has(row.id));
  const among = heads.length > 0 ? heads : rows;
  return [...among].sort((a, b) => filled(b) - filled(a))[0]?.id;
}

export type Likeness = { same: string[]; near: string[] };

/** By what an entry is like others: the fields whose values are equal, and those that are alike at their core alone. */
export function likeness(suspect: Suspect | undefined, rows: RecordRow[]): Likeness {
  const own = rows.find((row) => row.id === suspect?.id);
  const told: Likeness = { same: [], near: [] };
  for (const field of suspect?.match ?? []) {
    const equal = rows.some((row) => row !== own && sameValue(row[field], own?.[field]));
    told[equal ? "same" : "near"].push(field);
  }
  return told;
}

/** Fields in which the entries differ. */
export function differing(entity: Entity, rows: RecordRow[]): Field[] {
  return entity.fields.filter(
    (field) => !field.computed && rows.some((row) => !sameValue(row[field.key], rows[0]?.[field.key])),
  );
}

/** Whose value a field takes when nobody chooses. */
export function takenFrom(field: Field, rows: RecordRow[], kept: string): string {
  const first = rows.find((row) => row.id === kept);
  if (!isWritable(field) || (first && !isBlank(first[field.key]))) return kept;
  return rows.find((row) => !isBlank(row[field.key]))?.id ?? kept;
}

/** What is written over the server's own rule. */
export function chosenValues(fields: Field[], rows: RecordRow[], kept: string, choices: FieldChoices): Values {
  const values: Values = {};
  for (const field of fields.filter(isChosen)) {
    const chosen = rows.find((row) => row.id === choices[field.key]);
    const taken = rows.find((row) => row.id === takenFrom(field, rows, kept));
    if (!chosen || sameValue(chosen[field.key], taken?.[field.key])) continue;
    values[field.key] = isBlank(chosen[field.key]) ? null : bare(field.kind, chosen[field.key]);
  }
  return values;
}

/** The field by which an entry says whose branch it is. */
export const parentField = (entity: Entity): Field | undefined =>
  entity.fields.find((field) => field.kind === "reference" && field.target === entity.key && isWritable(field));
