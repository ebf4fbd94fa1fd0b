/**
 * Bars along time.
 *
 * Units:  pixels a day by zoom; days are `2026-11-02` in the person's zone.
 */
import type { Entry } from "./calendar";
import { addMonths, firstOf, mondayOf } from "./calendar";
import { addDays, daysBetween } from "./moment";

export type Zoom = "day" | "week" | "month";
export type Scale = { first: string; days: number; width: number };
export type Tick = { day: string; left: number; width: number };

const WIDTHS: Record<Zoom, number> = { day: 40, week: 16, month: 5 };

/** The days in sight around one, from the begin of a week or month. */
export function scaleOf(day: string, zoom: Zoom): Scale {
  const width = WIDTHS[zoom];
  if (zoom === "day") return { first: addDays(mondayOf(day), -7), days: 35, width };
  if (zoom === "week") return { first: addDays(mondayOf(day), -28), days: 13 * 7, width };
  const first = addMonths(firstOf(day), -3);
  return { first, days: daysBetween(first, addMonths(first, 12)), width };
}

export const lastOf = (scale: Scale) => addDays(scale.first, scale.days - 1);

/** Where the neighbouring stretch begins. */
export function turned(day: string, zoom: Zoom, by: -1 | 1): string {
  if (zoom === "month") return addMonths(day, by * 6);
  return addDays(day, by * (zoom === "day" ? 14 : 42));
}

/** What stands in the head: every day, week or month. */
export function ticksOf(scale: Scale, zoom: Zoom): Tick[] {
  const ticks: Tick[] = [];
  for (let at = 0; at < scale.days; ) {
    const day = addDays(scale.first, at);
    const next = zoom === "day" ? addDays(day, 1) : zoom === "week" ? addDays(day, 7) : addMonths(day, 1);
    const days = Math.min(daysBetween(day, next), scale.days - at);
    ticks.push({ day, left: at * scale.width, width: days * scale.width });
    at += days;
  }
  return ticks;
}

/** Where a bar lies, cut at the ends of the scale. */
export function barOf(entry: Entry, scale: Scale): { left: number; width: number } {
  const from = Math.max(0, daysBetween(scale.first, entry.start));
  const to = Math.min(scale.days - 1, daysBetween(scale.first, entry.end));
  return { left: from * scale.width, width: Math.max(scale.width, (to - from + 1) * scale.width) };
}

export type Group<T> = { key: string; items: T[] };

/** Items that stand together, in the order in which the first of each came; those without a group last. */
export function grouped<T>(items: T[], keyOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups]
    .map(([key, all]) => ({ key, items: all }))
    .sort((a, b) => Number(a.key === "") - Number(b.key === ""));
}
