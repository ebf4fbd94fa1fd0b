/**
 * Exact decimals as strings: what a person types, and how a number is shown.
 *
 * Shape:  `parseDecimal("12万") → "120000"`, `parseDecimal("¥6.8万") → "68000"`, `groupDigits("1200.5", 2) → "1,200.50"`.
 * Errors: text that is no number is `null`.
 * Units:  shifting by 万 (4) and 亿 (8) moves the point in the text; no float takes part.
 */
const FULL_WIDTH_OFFSET = 0xfee0;
const UNITS: Record<string, number> = {
  十: 1,
  百: 2,
  千: 3,
  k: 3,
  K: 3,
  万: 4,
  萬: 4,
  w: 4,
  W: 4,
  百万: 6,
  m: 6,
  M: 6,
  千万: 7,
  亿: 8,
};

export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(/[\u00a0\u3000]/g, " ")
    .replace(/。/g, ".");
}

function shiftPoint(digits: string, by: number): string {
  const [whole = "", fraction = ""] = digits.split(".");
  const moved = fraction.padEnd(by, "0");
  return tidy(`${whole}${moved.slice(0, by)}.${moved.slice(by)}`);
}

function tidy(number: string): string {
  const negative = number.startsWith("-");
  const [whole = "", fraction = ""] = number.replace("-", "").split(".");
  const integer = whole.replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.replace(/0+$/, "");
  const text = rest ? `${integer}.${rest}` : integer;
  return negative && text !== "0" ? `-${text}` : text;
}

export function parseDecimal(typed: string): string | null {
  const text = halfWidth(typed)
    .replace(/[\s,_]/g, "")
    .replace(/^(-?)[\u00a5\uffe5$€£]/, "$1")
    .replace(/^(人民币|RMB|CNY)/i, "")
    .replace(/(元整?|块)$/, "");
  const match = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(百万|千万|十|百|千|[kKwWmM万萬亿])?(%)?$/.exec(text);
  if (!match) return null;
  const [, sign, digits = "0", unit] = match;
  const shifted = unit ? shiftPoint(digits, UNITS[unit] ?? 0) : tidy(digits);
  return sign === "-" && shifted !== "0" ? `-${shifted}` : shifted;
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

/** A share such as `"0.15"` as the percentage a person reads, and back. */
export const toPercentage = (share: string): string =>
  tidy(share.startsWith("-") ? `-${shiftPoint(share.slice(1), 2)}` : shiftPoint(share, 2));

export function fromPercentage(typed: string): string | null {
  const parsed = parseDecimal(typed);
  if (parsed === null) return null;
  const negative = parsed.startsWith("-");
  const [whole = "0", fraction = ""] = parsed.replace("-", "").split(".");
  const padded = whole.padStart(3, "0");
  const text = tidy(`${padded.slice(0, -2)}.${padded.slice(-2)}${fraction}`);
  return negative && text !== "0" ? `-${text}` : text;
}
