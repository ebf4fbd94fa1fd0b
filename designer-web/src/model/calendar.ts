/**
 * Records on days: which days are shown, where entries lie on them, and what moving one to another day writes.
 *
 * Units:  days are `2026-11-02` in the person's zone, weeks start on Monday.
 */
import type { Field, Filter, Json, RecordRow, Values } from "../api/contract";
import { addDays, dayIn, daysBetween, momentOf, timeIn } from "./moment";
import { asText, isBlank, shownKind } from "./value";

export type Entry = { id: string; row: RecordRow; start: string; end: string; time: string | null };
/** One entry's part of a week: columns from 0 to 6, both included, and the line it lies on. */
export type Segment = { entry: Entry; from: number; to: number; line: number; opens: boolean; closes: boolean };

export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

export const firstOf = (day: string) => `${day.slice(0, 7)}-01`;

export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/** The weeks of a month as Mondays; one for a week. */
export function weeksOf(day: string, span: "month" | "week"): string[] {
  if (span === "week") return [mondayOf(day)];
  const first = mondayOf(firstOf(day));
  const last = addDays(addMonths(day, 1), -1);
  const count = Math.floor(daysBetween(first, last) / 7) + 1;
  return Array.from({ length: count }, (_, at) => addDays(first, at * 7));
}

const isDay = (field: Field) => shownKind(field) === "date";

/** The bound of a day as the field is compared: the day itself, or the moment it begins. */
const bound = (field: Field, day: string, zone: string) => (isDay(field) ? day : momentOf(day, "00:00", zone));

/** Records that touch the days `first` to `last`. */
export function spanFilter(start: Field, end: Field | undefined, first: string, last: string, zone: string): Filter {
  const before: Filter = { field: start.key, op: "lt", value: bound(start, addDays(last, 1), zone) };
  const since = (field: Field): Filter => ({ field: field.key, op: "gte", value: bound(field, first, zone) });
  return { and: [before, end ? { or: [since(start), since(end)] } : since(start)] };
}

function dayOf(field: Field, value: Json | undefined, zone: string): string | null {
  const text = asText(value);
  if (isBlank(text)) return null;
  return isDay(field) ? text.slice(0, 10) : dayIn(text, zone);
}

/** Records that have no day stand nowhere; one that ends before it starts stands on its first day. */
export function entriesOf(rows: RecordRow[], start: Field, end: Field | undefined, zone: string): Entry[] {
  return rows.flatMap((row) => {
    const first = dayOf(start, row[start.key], zone);
    if (!first) return [];
    const last = end ? dayOf(end, row[end.key], zone) : null;
    const time = isDay(start) ? null : timeIn(asText(row[start.key]), zone);
    return [{ id: row.id, row, start: first, end: last && last > first ? last : first, time }];
  });
}

/** The entries of a week, each on the first line that is free on all of its days; longer ones first. */
export function segmentsOf(entries: Entry[], monday: string): Segment[] {
  const sunday = addDays(monday, 6);
  const inWeek = entries
    .filter((entry) => entry.start <= sunday && entry.end >= monday)
    .sort(
      (a, b) =>
        a.start.localeCompare(b.start) || b.end.localeCompare(a.end) || (a.time ?? "").localeCompare(b.time ?? ""),
    );
  const busy: boolean[][] = [];
  return inWeek.map((entry) => {
    const from = Math.max(0, daysBetween(monday, entry.start));
    const to = Math.min(6, daysBetween(monday, entry.end));
    const free = (line: number) => !busy[line]?.slice(from, to + 1).some(Boolean);
    let line = 0;
    while (!free(line)) line++;
    busy[line] ??= Array(7).fill(false);
    busy[line]?.fill(true, from, to + 1);
    return { entry, from, to, line, opens: entry.start >= monday, closes: entry.end <= sunday };
  });
}

/** How many entries of each day lie below the lines that are shown. */
export function hiddenPerDay(segments: Segment[], lines: number): number[] {
  const hidden = Array<number>(7).fill(0);
  for (const segment of segments) {
    if (segment.line < lines) continue;
    for (let day = segment.from; day <= segment.to; day++) hidden[day] = (hidden[day] ?? 0) + 1;
  }
  return hidden;
}

function shifted(field: Field, value: Json | undefined, days: number, zone: string): Json | undefined {
  const text = asText(value);
  if (isBlank(text)) return value;
  if (isDay(field)) return addDays(text.slice(0, 10), days);
  return momentOf(addDays(dayIn(text, zone), days), timeIn(text, zone), zone);
}

/** What is written when an entry goes to another day: the time of day stays, and so does its length. */
export function movedTo(
  entry: Entry,
  from: string,
  to: string,
  start: Field,
  end: Field | undefined,
  zone: string,
): Values {
  const days = daysBetween(from, to);
  const patch: Values = { [start.key]: shifted(start, entry.row[start.key], days, zone) };
  if (end && !isBlank(entry.row[end.key])) patch[end.key] = shifted(end, entry.row[end.key], days, zone);
  return patch;
}
