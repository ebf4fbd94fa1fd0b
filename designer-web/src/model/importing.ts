/** Where an import stands, and the edits of its mapping. */
import type { Entity, Field, Import, ImportColumn, ImportState } from "../api/contract";
import { SYSTEM_FIELDS } from "./fields";
import { isWritable } from "./value";

export type Step = "file" | "map" | "check" | "apply";

export const isWorking = (state: ImportState) =>
  state === "reading" || state === "verifying" || state === "applying" || state === "undoing";

export function stepOf(state: ImportState | undefined, wanted: "map" | "check"): Step {
  if (state === undefined) return "file";
  if (state === "applying" || state === "done" || state === "undoing" || state === "undone") return "apply";
  return state === "failed" ? "file" : wanted;
}

const NOT_IMPORTED = ["sub_table", "attachment", "auto_number", "formula", "roll_up", "lookup"];

export function importableFields(entity: Entity): Field[] {
  const own = entity.fields.filter((field) => isWritable(field) && !NOT_IMPORTED.includes(field.kind));
  const owner = SYSTEM_FIELDS.filter((field) => field.key === "owner_id");
  return [...own, ...owner];
}

/** Maps a column; a field can be filled by one column only, so it is taken from the other. */
export function mapColumn(columns: ImportColumn[], column: number, field: string | null): ImportColumn[] {
  return columns.map((entry) => {
    if (entry.column === column) return { ...entry, field, confidence: 1 };
    return field !== null && entry.field === field ? { ...entry, field: null } : entry;
  });
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
