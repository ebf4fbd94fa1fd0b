/** Where the words of a search occur in a text, for marking. */
export type Piece = { text: string; hit: boolean };

export function highlight(text: string, query: string): Piece[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const next = words
      .map((word) => ({ start: lower.indexOf(word, at), length: word.length }))
      .filter((found) => found.start >= 0)
      .sort((a, b) => a.start - b.start || b.length - a.length)[0];
    if (!next) break;
    if (next.start > at) pieces.push({ text: text.slice(at, next.start), hit: false });
    pieces.push({ text: text.slice(next.start, next.start + next.length), hit: true });
    at = next.start + next.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hit: false });
  return pieces;
}
