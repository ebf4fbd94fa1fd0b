/**
 * Days and moments as people read them; how they type them is `day.ts`.
 *
 * Units:  a day is `2026-11-02`, a time `09:30`, a moment RFC 3339 UTC; shown in the person's zone.
 * Source: docs/spec/http.md (zone of `GET /me`); week from Monday.
 */
type Parts = { year: string; month: string; day: string; hour: string; minute: string };
const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(moment: Date, zone: string): Parts {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map((part) => [part.type, part.value]));
  return parts as unknown as Parts;
}

export function dayIn(moment: string | Date, zone: string): string {
  const parts = partsIn(new Date(moment), zone);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export function timeIn(moment: string | Date, zone: string): string {
  const parts = partsIn(new Date(moment), zone);
  return `${parts.hour}:${parts.minute}`;
}

export const minuteIn = (moment: string, zone: string) => `${dayIn(moment, zone)} ${timeIn(moment, zone)}`;

/** The moment at which the zone's wall clock shows `day` and `time`. */
export function momentOf(day: string, time: string, zone: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round++) {
    const shown = Date.parse(`${dayIn(new Date(guess), zone)}T${timeIn(new Date(guess), zone)}:00Z`);
    guess += wanted - shown;
  }
  return new Date(guess).toISOString();
}

/** Whole days from `from` to `to`, both days. */
export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

export const addDays = (day: string, count: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);

export type Nearness = {
  key: "justNow" | "minutes" | "today" | "yesterday" | "days" | "tomorrow" | "inDays" | "day";
  count: number;
  time: string;
  day: string;
};

/** How a moment is told: 刚刚, 5 分钟前, 今天 10:32, 昨天, 3 天前, otherwise the day. */
export function nearness(moment: string, now: Date, zone: string): Nearness {
  const at = new Date(moment);
  const day = dayIn(at, zone);
  const time = timeIn(at, zone);
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const days = daysBetween(day, dayIn(now, zone));
  const told = (key: Nearness["key"], count = 0): Nearness => ({ key, count, time, day });
  if (seconds >= 0 && seconds < 60) return told("justNow");
  if (seconds >= 0 && seconds < 3600) return told("minutes", Math.floor(seconds / 60));
  if (days === 0) return told("today");
  if (days === 1) return told("yesterday");
  if (days > 1 && days <= 7) return told("days", days);
  return told("day");
}
