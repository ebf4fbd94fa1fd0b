/**
 * Undo and redo of anything that is a plain value.
 *
 * Shape:  `Steps<T>` is what was, what is and what was undone; edits of one group that follow each other quickly are one step.
 * Units:  milliseconds of the caller's clock.
 */
export type Steps<T> = { past: T[]; now: T; future: T[]; group: string | null; at: number };

export const MOST_STEPS = 100;
const TOGETHER_MS = 500;

export const startSteps = <T>(now: T): Steps<T> => ({ past: [], now, future: [], group: null, at: 0 });

export function step<T>(steps: Steps<T>, next: T, at: number, group: string | null = null): Steps<T> {
  if (Object.is(next, steps.now)) return steps;
  const together = group !== null && group === steps.group && at - steps.at < TOGETHER_MS;
  const past = together ? steps.past : [...steps.past, steps.now].slice(-MOST_STEPS);
  return { past, now: next, future: [], group, at };
}

export function back<T>(steps: Steps<T>): Steps<T> {
  const last = steps.past.at(-1);
  if (last === undefined) return steps;
  return { past: steps.past.slice(0, -1), now: last, future: [steps.now, ...steps.future], group: null, at: 0 };
}

export function forward<T>(steps: Steps<T>): Steps<T> {
  const [next, ...future] = steps.future;
  if (next === undefined) return steps;
  return { past: [...steps.past, steps.now], now: next, future, group: null, at: 0 };
}
