/**
 * Undo and redo.
 *
 * Shape:  a past and a future of whole drafts around the present one; they share what did not change.
 * Units:  milliseconds; what is typed into one place within half a second is one step.
 */
const MOST = 100;
const TOGETHER_MS = 500;

export type Steps<T> = { past: T[]; present: T; future: T[]; last?: { tag: string; at: number } };

export const begin = <T>(present: T): Steps<T> => ({ past: [], present, future: [] });

/** `tag` names the place that is typed into; edits without one are steps of their own. */
export function commit<T>(steps: Steps<T>, present: T, at: number, tag?: string): Steps<T> {
  if (present === steps.present) return steps;
  const goesOn = tag !== undefined && steps.last?.tag === tag && at - steps.last.at <= TOGETHER_MS;
  const past = goesOn ? steps.past : [...steps.past, steps.present].slice(-MOST);
  return { past, present, future: [], ...(tag !== undefined && { last: { tag, at } }) };
}

export function undo<T>({ past, present, future }: Steps<T>): Steps<T> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future };
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

export function redo<T>({ past, present, future }: Steps<T>): Steps<T> {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future };
  return { past: [...past, present], present: next, future: rest };
}
