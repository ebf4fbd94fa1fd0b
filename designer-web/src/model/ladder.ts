/**
 * The pages of a list that is read by cursors, by their place.
 *
 * Shape:  every page that was read says where the next one begins, so that pages one has been on are found again without
 *         those between; the list itself keeps only some of them.
 * Units:  a rung is the place of a page from 0; `""` is the cursor of the first.
 */
export type Ladder = { cursors: string[]; ended: boolean };

export const FIRST = "";
export const startLadder = (): Ladder => ({ cursors: [FIRST], ended: false });

/** Notes where the page behind another begins. */
export function climbed(ladder: Ladder, cursor: string, next: string | null): Ladder {
  const rung = ladder.cursors.indexOf(cursor);
  if (rung < 0) return ladder;
  if (next === null) return { cursors: ladder.cursors.slice(0, rung + 1), ended: true };
  if (ladder.cursors[rung + 1] === next) return ladder;
  // Where the pages behind begin is known as before, unless rows moved: then it is learnt anew.
  return { cursors: [...ladder.cursors.slice(0, rung + 1), next], ended: false };
}

export const rungOf = (ladder: Ladder, cursor: string): number => Math.max(0, ladder.cursors.indexOf(cursor));

/** The cursor of the page before, if there is one. */
export function below(ladder: Ladder, cursor: string): string | undefined {
  const rung = ladder.cursors.indexOf(cursor);
  return rung > 0 ? ladder.cursors[rung - 1] : undefined;
}

/** How many rows a list has that was read so far: those in front of it, those held, and those known behind. */
export function knownRows(ladder: Ladder, page: number, first: number, held: number): number {
  const behind = ladder.ended ? 0 : (ladder.cursors.length - 1) * page;
  return Math.max(first + held, behind);
}

/** From which page to read anew when what is in sight is far from what is held; nothing when it is near or not known. */
export function leapTo(
  ladder: Ladder,
  page: number,
  seen: { from: number; to: number },
  held: { first: number; count: number },
): string | undefined {
  const near = seen.to >= held.first - 2 * page && seen.from <= held.first + held.count + 2 * page;
  if (near) return undefined;
  return ladder.cursors[Math.min(Math.floor(seen.from / page), ladder.cursors.length - 1)];
}
