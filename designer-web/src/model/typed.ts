/**
 * Numbers as people type them.
 *
 * Shape:   text → `{ amount, currency, ratio }`; `null` for what is no number or too long for one.
 * Grammar: sign or parentheses, currency, digits in groups of three, decimals, exponent, then any of 百 千 万 亿 k w,
 *          one of % ‰, currency: `¥6.8万`, `(1,200)`, `1.2E+5`, `５％`.
 * Units:   exact decimals as text; factors move the point, no float takes part.
 * Source:  engine-core/src/kinds/typed.rs; both are held against tests/cases/kinds.
 */
export type Typed = {
  amount: string;
  /** ISO 4217, when one stood beside the number. */
  currency: string | null;
  /** Whether it was written with % or ‰. */
  ratio: boolean;
};

const FULL_WIDTH_OFFSET = 0xfee0;

/** Full-width letters, digits and marks, and wide spaces, as their narrow forms. */
export const halfWidth = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(/[\u00a0\u3000]/g, " ");

const CODES =
  "CNY USD EUR GBP HKD MOP TWD JPY KRW SGD MYR THB VND IDR INR PHP AUD NZD CAD CHF SEK NOK DKK RUB AED SAR BRL ZAR";

/** Longer marks stand before those they contain. */
const CURRENCIES: [string, string][] = [
  ["人民币", "CNY"],
  ["RMB", "CNY"],
  ["HK$", "HKD"],
  ["US$", "USD"],
  ["NT$", "TWD"],
  ["\u00a5", "CNY"],
  ["\uffe5", "CNY"],
  ["$", "USD"],
  ["€", "EUR"],
  ["£", "GBP"],
  ["\uffe1", "GBP"],
  ["美元", "USD"],
  ["欧元", "EUR"],
  ["港元", "HKD"],
  ["港币", "HKD"],
  ["日元", "JPY"],
  ["英镑", "GBP"],
  ["元整", "CNY"],
  ["元", "CNY"],
  ["圆", "CNY"],
  ["块", "CNY"],
];

/** By how many places each moves the point. */
const FACTORS: Record<string, number> = { "%": -2, "‰": -3, 百: 2, 千: 3, 万: 4, 亿: 8, k: 3, K: 3, w: 4, W: 4 };

const MOST_PLACES = 20;
const MOST_DIGITS = 28;

type Taken = { rest: string; currency: string };

function takeCurrency(text: string, front: boolean): Taken | null {
  const code = (front ? text.slice(0, 3) : text.slice(-3)).toUpperCase();
  const codes: [string, string][] = /^[A-Z]{3}$/.test(code) && CODES.includes(code) ? [[code, code]] : [];
  for (const [mark, currency] of [...CURRENCIES, ...codes]) {
    const part = front ? text.slice(0, mark.length) : text.slice(-mark.length);
    const same = mark === code ? part.toUpperCase() === mark : part === mark;
    if (same) return { rest: front ? text.slice(mark.length) : text.slice(0, -mark.length), currency };
  }
  return null;
}

/** What stands before the digits: signs, brackets and a currency. */
function readFront(text: string): { rest: string; negative: boolean; currency: string | null } {
  const bracketed = /^\((.*)\)$/.exec(text);
  let negative = bracketed !== null;
  let rest = bracketed?.[1] ?? text;
  let currency: string | null = null;
  for (;;) {
    const taken = takeCurrency(rest, true);
    if (rest.startsWith("-") && !negative) {
      negative = true;
      rest = rest.slice(1);
    } else if (taken && (currency === null || currency === taken.currency)) {
      ({ rest, currency } = taken);
    } else break;
  }
  return { rest: rest.replace(/^\+/, ""), negative, currency };
}

/** What stands behind the digits: factors, one sign of a ratio, and a currency. */
function readBack(text: string, found: string | null): { rest: string; places: number; currency: string | null } {
  let rest = text;
  let places = 0;
  let currency = found;
  for (;;) {
    const step = FACTORS[rest.slice(-1)];
    const taken = takeCurrency(rest, false);
    if (step !== undefined && (step > 0 || places === 0)) {
      places += step;
      rest = rest.slice(0, -1);
    } else if (taken && (currency === null || currency === taken.currency)) {
      ({ rest, currency } = taken);
    } else return { rest, places, currency };
  }
}

/** Reads a number as people type it; `null` for blank and for what is no number. */
export function readNumber(typed: string): Typed | null {
  const plain = halfWidth(typed).replace(/[−–]/g, "-").replace(/\s/g, "");
  const front = readFront(plain);
  if (plain === "") return null;
  const { rest, places, currency } = readBack(front.rest, front.currency);
  const parts = /^(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(rest);
  if (!parts) return null;
  const [, grouped = "", fraction = "", exponent = "0"] = parts;
  const whole = grouped.replaceAll(",", "");
  const shift = places + Number(exponent);
  if ((whole === "" && fraction === "") || Math.abs(shift) > MOST_PLACES) return null;
  const amount = movePoint(`${whole || "0"}.${fraction}`, shift);
  if (amount.replace(/\D/g, "").length > MOST_DIGITS) return null;
  return { amount: front.negative && amount !== "0" ? `-${amount}` : amount, currency, ratio: /[%‰]/.test(plain) };
}

/** Without zeros that say nothing. */
export function tidy(number: string): string {
  const negative = number.startsWith("-");
  const [whole = "", fraction = ""] = number.replace("-", "").split(".");
  const integer = whole.replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.replace(/0+$/, "");
  const text = rest ? `${integer}.${rest}` : integer;
  return negative && text !== "0" ? `-${text}` : text;
}

/** The number with its point `places` further right; further left when negative. */
export function movePoint(number: string, places: number): string {
  const sign = number.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = number.replace("-", "").split(".");
  const at = whole.length + places;
  const digits = `${"0".repeat(Math.max(0, -at))}${whole}${fraction}`.padEnd(Math.max(at, 0), "0");
  const cut = Math.max(at, 0);
  return tidy(`${sign}${digits.slice(0, cut) || "0"}.${digits.slice(cut)}`);
}
