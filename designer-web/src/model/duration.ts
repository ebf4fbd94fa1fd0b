/**
 * Durations as people type and read them.
 *
 * Shape:   `readDuration("1小时30分") → 5400`, `showDuration(5400, "zh-CN") → "1小时30分"`.
 * Grammar: `1:30`, `1:30:15` (hours first), or amounts with units from the largest to the smallest, each once.
 * Units:   whole seconds.
 * Errors:  text that is no duration is `null`, a number without a unit too.
 * Source:  engine-core/src/kinds/duration.rs; both are held against tests/cases/kinds.
 */
import { halfWidth } from "./typed";

const HOUR = 3600;
const MINUTE = 60;

const UNITS: [number, string][] = [
  [24 * HOUR, "days|day|d|天|日"],
  [HOUR, "hours|hour|hrs|hr|h|个小时|小时|个钟头|钟头|时"],
  [MINUTE, "minutes|minute|mins|min|m|分钟|分"],
  [1, "seconds|second|secs|sec|s|秒钟|秒"],
];

const SHAPE = new RegExp(
  `^${UNITS.map(([, words]) => `(?:(\\d{1,10}(?:\\.\\d{1,6})?)?(半个?|个半)?(?:${words}))?`).join("")}$`,
);

function readUnits(plain: string): number | null {
  const parts = SHAPE.exec(plain);
  if (!parts || !/[\d半]/.test(plain)) return null;
  const sum = UNITS.reduce((sum, [seconds], at) => {
    const amount = Number(parts[2 * at + 1] ?? 0) + (parts[2 * at + 2] ? 0.5 : 0);
    return sum + amount * seconds;
  }, 0);
  // Six decimals of a day are exact to a tenth of a second; the rest is what a float adds.
  return Math.abs(sum - Math.round(sum)) < 1e-6 ? Math.round(sum) : null;
}

export function readDuration(typed: string): number | null {
  const plain = halfWidth(typed).toLowerCase().replace(/\s/g, "");
  const clock = /^(\d{1,9}):([0-5]\d)(?::([0-5]\d))?$/.exec(plain);
  if (clock) return Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3] ?? 0);
  return readUnits(plain);
}

export function showDuration(seconds: number, language: string): string {
  const chinese = language.startsWith("zh");
  const units = chinese ? ["小时", "分", "秒"] : ["h", "m", "s"];
  const amounts = [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE), seconds % MINUTE];
  const parts = amounts.flatMap((amount, at) => (amount === 0 ? [] : `${amount}${units[at]}`));
  return parts.length === 0 ? `0${units[1]}` : parts.join(chinese ? "" : " ");
}
