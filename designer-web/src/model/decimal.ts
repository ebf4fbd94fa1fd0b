/**
 * Exact decimals as strings: what a person typed, and how a number is shown.
 *
 * Shape:  `parseDecimal("12万") → "120000"`, `parseDecimal("¥6.8万") → "68000"`, `groupDigits("1200.5", 2) → "1,200.50"`.
 * Errors: text that is no number is `null`.
 */
import { movePoint, readNumber, tidy } from "./typed";

/** What a person typed, when it is a number and no ratio. */
export function parseDecimal(typed: string): string | null {
  const number = readNumber(typed);
  return number && !number.ratio ? number.amount : null;
}

/** What a person typed, when it is a whole number that stays exact in JSON. */
export function parseWhole(typed: string): string | null {
  const number = parseDecimal(typed);
  return number !== null && Number.isSafeInteger(Number(number)) && /^-?\d+$/.test(number) ? number : null;
}

/** Rounds half away from zero, as the server does. */
export function roundTo(number: string, scale: number): string {
  const negative = number.startsWith("-");
  const [whole = "0", fraction = ""] = number.replace("-", "").split(".");
  if (fraction.length <= scale) return number;
  const kept = BigInt(whole + fraction.slice(0, scale)) + (Number(fraction[scale]) >= 5 ? 1n : 0n);
  const digits = kept.toString().padStart(scale + 1, "0");
  const at = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, at)}.${digits.slice(at)}` : digits;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

export function groupDigits(number: string, scale?: number): string {
  const rounded = scale === undefined ? number : roundTo(number, scale);
  const [whole = "0", fraction = ""] = rounded.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const rest = scale === undefined ? fraction : fraction.padEnd(scale, "0");
  return rest ? `${grouped}.${rest}` : grouped;
}

/** `128000` → `12.8万`; small amounts stay as they are. */
export function inTenThousands(number: string): string {
  const [whole = "0"] = number.replace("-", "").split(".");
  if (whole.length < 5) return groupDigits(number, 2);
  const power = whole.length > 8 ? 8 : 4;
  const [integer = "0", fraction = ""] = number.split(".");
  const cut = integer.length - power;
  const shifted = roundTo(`${integer.slice(0, cut)}.${integer.slice(cut)}${fraction}`, 2);
  return `${groupDigits(tidy(shifted))}${power === 8 ? "亿" : "万"}`;
}

/** A share such as `"0.15"` as the percentage a person reads, and back; `15`, `15%` and `150‰` are all 0.15. */
export const toPercentage = (share: string): string => movePoint(share, 2);

export function fromPercentage(typed: string): string | null {
  const number = readNumber(typed);
  if (!number) return null;
  return number.ratio ? number.amount : movePoint(number.amount, -2);
}
