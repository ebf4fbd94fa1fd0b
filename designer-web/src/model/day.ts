/**
 * Days, times and moments as people type them.
 *
 * Shape:   text → the stored form (`2026-11-02`, `09:30`, RFC 3339 UTC) or the code of why not; blank is `""`.
 * Grammar: `2026-11-02` `2026/11/2` `2026.11.2` `20261102` `2026年11月2日` `26-11-2` `11月2日` `2-Nov-2026` `Nov 2, 2026`
 *          `11/20/2026` (only when one reading exists), a spreadsheet's serial `46328`, 今天 昨天 明天; then, for a time,
 *          `9:30` `09:30:15` `9点半` `下午3:30` `3:30 PM`. At the keyboard also `11.2`, as what was understood is shown.
 * Errors:  `ambiguous_date` when two readings exist, `bad_date` and `bad_time` otherwise.
 * Source:  engine-core/src/kinds/day.rs; both are held against tests/cases/kinds.
 */
import { addDays, momentOf } from "./moment";
import { halfWidth } from "./typed";

export type Refused = "bad_date" | "ambiguous_date" | "bad_time";
export type Reading = { value: string } | { refused: Refused };

const refused = (code: Refused): { refused: Refused } => ({ refused: code });
const pad = (number: number) => String(number).padStart(2, "0");
const normal = (typed: string) => halfWidth(typed).trim();

type Order = "year first" | "short year first" | "year last" | "month name" | "no year";

const REST = "(?<rest>(?:[^0-9./-].*)?)$";
const spelling = (pattern: string, order: Order, rest = REST) => ({
  pattern: new RegExp(`^${pattern}${rest}`, "i"),
  order,
});

const SPELLINGS = [
  spelling("(?<y>\\d{4})-(?<m>\\d{1,2})-(?<d>\\d{1,2})", "year first"),
  spelling("(?<y>\\d{4})/(?<m>\\d{1,2})/(?<d>\\d{1,2})", "year first"),
  spelling("(?<y>\\d{4})\\.(?<m>\\d{1,2})\\.(?<d>\\d{1,2})", "year first"),
  spelling("(?<y>\\d{4}|\\d{2}) ?年 ?(?<m>\\d{1,2}) ?月 ?(?<d>\\d{1,2}) ?(?:[日号]|$)", "year first", "(?<rest>.*)$"),
  spelling("(?<y>\\d{4})(?<m>\\d{2})(?<d>\\d{2})", "year first"),
  spelling("(?<y>\\d{2})[-.](?<m>\\d{1,2})[-.](?<d>\\d{1,2})", "short year first"),
  spelling("(?<m>\\d{1,2})[-/.](?<d>\\d{1,2})[-/.](?<y>\\d{4})", "year last"),
  spelling("(?<d>\\d{1,2})(?:st|nd|rd|th)?[- ]?(?<n>[a-z]{3,9})\\.?[-, ]{0,2}(?<y>\\d{4}|\\d{2})", "month name"),
  spelling("(?<n>[a-z]{3,9})\\.?[- ](?<d>\\d{1,2})(?:st|nd|rd|th)?[-, ]{1,2}(?<y>\\d{4})", "month name"),
  spelling("(?<m>\\d{1,2}) ?月 ?(?<d>\\d{1,2}) ?(?:[日号]|$)", "no year", "(?<rest>.*)$"),
  spelling("(?<m>\\d{1,2})[-/.](?<d>\\d{1,2})", "no year"),
];

const NEAR: [string, number][] = [
  ["今天", 0],
  ["昨天", -1],
  ["明天", 1],
  ["前天", -2],
  ["后天", 2],
  ["today", 0],
  ["yesterday", -1],
  ["tomorrow", 1],
];

const MONTHS = "january february march april may june july august september october november december".split(" ");

function monthNamed(name: string): number {
  const plain = name.toLowerCase() === "sept" ? "sep" : name.toLowerCase();
  return MONTHS.findIndex((month) => month === plain || month.slice(0, 3) === plain) + 1;
}

function validDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && year >= 1000 ? `${year}-${pad(month)}-${pad(day)}` : null;
}

/** The year that ends with two digits and lies at most twenty years ahead. */
const century = (digits: number, thisYear: number) => (2000 + digits <= thisYear + 20 ? 2000 : 1900) + digits;

function dayOf(parts: Record<string, string | undefined>, order: Order, today: string): Reading {
  const thisYear = Number(today.slice(0, 4));
  const written = parts.y === undefined ? thisYear : Number(parts.y);
  const year = parts.y?.length === 2 ? century(written, thisYear) : written;
  const month = parts.n === undefined ? Number(parts.m) : monthNamed(parts.n);
  const day = Number(parts.d);
  const one = validDay(year, month, day);
  const other = order === "year last" ? validDay(year, day, month) : null;
  const mayBeDayFirst = order === "short year first" && parts.d?.length === 2 && written >= 1 && written <= 12;
  if (mayBeDayFirst || (one && other && one !== other)) return refused("ambiguous_date");
  const found = one ?? other;
  return found ? { value: found } : refused("bad_date");
}

/** A spreadsheet's day number of five digits, with the time as its fraction. */
function serial(plain: string): { value: string; rest: string } | null {
  const parts = /^(\d{5})(?:\.(\d+))?$/.exec(plain);
  if (!parts) return null;
  return { value: addDays("1899-12-30", Number(parts[1])), rest: parts[2] ? `0.${parts[2]}` : "" };
}

const withoutWeekday = (rest: string) =>
  rest
    .replace(/^[(, ]*(?:星期|周|礼拜)[一二三四五六日天]\)?/, "")
    .replace(/^[Tt]+/, "")
    .trim();

/** The day a text starts with, and the rest of the text. */
function startOf(plain: string, today: string): { value: string; rest: string } | { refused: Refused } {
  const near = NEAR.find(([word]) => plain.toLowerCase().startsWith(word));
  if (near) return { value: addDays(today, near[1]), rest: plain.slice(near[0].length).trim() };
  const counted = serial(plain);
  if (counted) return counted;
  for (const { pattern, order } of SPELLINGS) {
    const parts = pattern.exec(plain)?.groups;
    if (!parts) continue;
    const day = dayOf(parts, order, today);
    return "refused" in day ? day : { ...day, rest: withoutWeekday(parts.rest ?? "") };
  }
  return refused("bad_date");
}

/** A day; midnight behind it, as spreadsheets write it, is let pass. */
export function readDay(typed: string, today: string): Reading {
  const plain = normal(typed);
  if (plain === "") return { value: "" };
  const start = startOf(plain, today);
  if ("refused" in start) return start;
  const time = timeAt(start.rest);
  const midnight = start.rest === "" || (time?.rest === "" && time.seconds === 0);
  return midnight ? { value: start.value } : refused("bad_date");
}

const TIME =
  /^(?<before>上午|下午|晚上|早上|中午|凌晨|am|pm)? ?(?<h>\d{1,2})(?:(?::(?<m>\d{1,2})|[时点](?:(?<n>\d{1,2})|(?<half>半))?)(?:[:分](?<s>\d{1,2})?(?<f>\.\d{1,9})?)?[秒钟整]?)? ?(?<after>am|pm|a\.m\.|p\.m\.)?(?<rest>.*)$/i;

/** An hour of 24 from what was written beside it. */
function hourOf(written: number, mark: string | undefined): number | null {
  const within = (from: number, to: number, hour: number) => (written >= from && written <= to ? hour : null);
  switch (mark?.toLowerCase()) {
    case undefined:
      return written;
    case "下午":
    case "晚上":
      return within(1, 23, written < 12 ? written + 12 : written);
    case "中午":
      return written < 3 ? written + 12 : written;
    case "pm":
    case "p.m.":
      return within(1, 12, (written % 12) + 12);
    case "am":
    case "a.m.":
      return within(1, 12, written % 12);
    default:
      return written === 12 ? 0 : written;
  }
}

/** The seconds of the day a text starts with, and what follows, which may be an offset. */
function timeAt(plain: string): { seconds: number; rest: string } | null {
  const fraction = /^0\.\d{1,20}$/.test(plain);
  if (fraction) return { seconds: Math.min(86_399, Math.round(Number(plain) * 86_400)), rest: "" };
  const parts = TIME.exec(plain)?.groups;
  const mark = parts?.before ?? parts?.after;
  if (!parts || (/^\d+$/.test(plain) && mark === undefined)) return null;
  const hour = hourOf(Number(parts.h), mark);
  const minute = parts.half ? 30 : Number(parts.n ?? parts.m ?? 0);
  const second = Number(parts.s ?? 0);
  if (hour === null || hour > 23 || minute > 59 || second > 59) return null;
  const seconds = hour * 3600 + minute * 60 + second + Number(parts.f ?? 0);
  return { seconds, rest: (parts.rest ?? "").trim() };
}

/** A time of day; seconds are refused, as a time has none. */
export function readTime(typed: string): Reading {
  const plain = normal(typed);
  if (plain === "") return { value: "" };
  const time = timeAt(plain);
  if (time?.rest !== "" || time.seconds % 60 !== 0) return refused("bad_time");
  return { value: `${pad((time.seconds / 3600) | 0)}:${pad((time.seconds % 3600) / 60)}` };
}

/** A moment, in `zone` unless the text says another. */
export function readMoment(typed: string, today: string, zone: string): Reading {
  const plain = normal(typed);
  if (plain === "") return { value: "" };
  const start = startOf(plain, today);
  if ("refused" in start) return start;
  const time = start.rest === "" ? { seconds: 0, rest: "" } : timeAt(start.rest);
  if (!time) return refused("bad_time");
  const beyondMinute = time.seconds % 60;
  const minute = `${pad(Math.floor(time.seconds / 3600))}:${pad(Math.floor((time.seconds % 3600) / 60))}`;
  if (time.rest !== "" && !/^(?:z|[+-]\d{2}(?::\d{2})?)$/i.test(time.rest)) return refused("bad_time");
  const offset = /^[+-]\d{2}$/.test(time.rest) ? `${time.rest}:00` : time.rest.toUpperCase();
  const base = offset
    ? Date.parse(`${start.value}T${minute}:00${offset}`)
    : Date.parse(momentOf(start.value, minute, zone));
  return Number.isNaN(base)
    ? refused("bad_time")
    : { value: new Date(base + Math.round(beyondMinute * 1000)).toISOString() };
}
