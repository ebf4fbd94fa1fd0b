const COLORS = ["blue", "green", "orange", "purple", "cyan", "magenta", "gold"];

/** The same word always has the same colour, on every screen. */
export function tagColor(tag: string): string {
  let sum = 7;
  for (const letter of tag) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return COLORS[sum % COLORS.length] ?? "blue";
}
