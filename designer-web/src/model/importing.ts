/** Where an import stands, and the edits of its mapping. */
import type {
  ColumnMapping,
  Entity,
  Field,
  Import,
  ImportColumn,
  ImportColumnTotals,
  ImportSampleRow,
  ImportState,
  Json,
} from "../api/contract";
import { fieldOf, SYSTEM_FIELDS } from "./fields";
import { isBlank, isWritable } from "./value";

export type Step = "file" | "map" | "check" | "apply";

export const isWorking = (state: ImportState) =>
  state === "reading" || state === "verifying" || state === "applying" || state === "undoing";

export function stepOf(state: ImportState | undefined, wanted: "map" | "check"): Step {
  if (state === undefined) return "file";
  if (state === "applying" || state === "done" || state === "undoing" || state === "undone") return "apply";
  return state === "failed" ? "file" : wanted;
}

const NOT_IMPORTED = ["sub_table", "attachment", "image", "signature", "auto_number", "formula", "roll_up", "lookup"];

export function importableFields(entity: Entity): Field[] {
  const own = entity.fields.filter((field) => isWritable(field) && !NOT_IMPORTED.includes(field.kind));
  const owner = SYSTEM_FIELDS.filter((field) => field.key === "owner_id");
  return [...own, ...owner];
}

/** Maps a column; a field can be filled by one column only, so it is taken from the other. */
export function mapColumn(columns: ImportColumn[], column: number, field: string | null): ImportColumn[] {
  return columns.map((entry) => {
    if (entry.column === column) return { ...entry, field, lookup: null, confidence: 1 };
    return field !== null && entry.field === field ? { ...entry, field: null, lookup: null } : entry;
  });
}

/** Says what a column of references holds: a field of the other entity, its title when nothing. */
export function mapLookup(columns: ImportColumn[], column: number, lookup: string | null): ImportColumn[] {
  return columns.map((entry) => (entry.column === column ? { ...entry, lookup } : entry));
}

/** What the server is told of a column. */
export const columnMapping = ({ column, field, lookup }: ImportColumn): ColumnMapping =>
  lookup ? { column, field, lookup } : { column, field };

const NOT_LOOKED_UP = [
  "long_text",
  "rich_text",
  "json",
  "multi_choice",
  "tags",
  "references",
  "users",
  "sub_table",
  "attachment",
  "image",
  "signature",
  "address",
  "date_range",
  "geo_point",
  "lookup",
];

const TELLING = ["text", "auto_number", "phone", "email", "url"];

/** Fields by which records of an entity can be found, those that tell one from another first; the server has the last word. */
export function lookupFields(entity: Entity): { telling: Field[]; rest: Field[] } {
  const found = entity.fields.filter((field) => !NOT_LOOKED_UP.includes(field.kind));
  const telling = (field: Field) => field.key === entity.title || TELLING.includes(field.kind);
  return { telling: found.filter(telling), rest: found.filter((field) => !telling(field)) };
}

export function unmappedRequired(columns: ImportColumn[], fields: Field[]): Field[] {
  const mapped = new Set(columns.map((column) => column.field));
  return fields.filter((field) => field.required && !mapped.has(field.key));
}

/** How many rows an apply will write. */
export function willWrite(job: Import): number {
  return job.counts.new + (job.on_match === "skip" ? 0 : job.counts.update);
}

export function progressOf(job: Import): number {
  const all = Math.max(1, willWrite(job));
  return Math.min(100, Math.round((job.counts.done / all) * 100));
}

/** A field of a sampled row: what the file says beside what is written. */
export type SampleLine = { field: Field; header: string; text: string; value: Json | undefined; lost: boolean };

/** Both sides of a sampled row, without the columns that are blank on both; `lost` marks a cell of which nothing was written. */
export function sampleLines(entity: Entity, columns: ImportColumn[], row: ImportSampleRow): SampleLine[] {
  return columns.flatMap((column) => {
    const field = column.field ? fieldOf(entity, column.field) : undefined;
    const text = (row.source[column.column] ?? "").trim();
    const value = row.values?.[column.field ?? ""];
    if (!field || (text === "" && isBlank(value))) return [];
    return [{ field, header: column.header, text, value, lost: row.values !== null && text !== "" && isBlank(value) }];
  });
}

/** Totals in the order in which they are looked at: what differs, then sums, then counts. */
export function orderTotals(totals: ImportColumnTotals[]): ImportColumnTotals[] {
  const rank = (one: ImportColumnTotals) => (one.agree ? (one.number ? 1 : 2) : 0);
  return [...totals].sort((a, b) => rank(a) - rank(b) || a.column - b.column);
}
