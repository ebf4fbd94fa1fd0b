/**
 * Versions of several definitions as the moments a design was published.
 *
 * Shape:  per definition its versions → moments, newest first, each with the version of every definition as of then; what
 *         was not there yet has none.
 */
type At = { kind: string; key: string };
type Version = { version: number; at: string };
export type Moment = { number: number; when: string; of: { at: At; version: number }[] };

/** One publication writes all its versions within the same second or two. */
const TOGETHER_MS = 3_000;

export function moments(all: { at: At; versions: Version[] }[]): Moment[] {
  const times = all.flatMap(({ versions }) => versions.map((one) => one.at)).sort();
  const apart = times.filter((time, index) => {
    const next = times[index + 1];
    return next === undefined || Date.parse(next) - Date.parse(time) > TOGETHER_MS;
  });
  return apart
    .map((when, index) => ({
      number: index + 1,
      when,
      of: all.flatMap(({ at, versions }) => {
        const then = versions.filter((one) => Date.parse(one.at) <= Date.parse(when));
        const version = Math.max(0, ...then.map((one) => one.version));
        return version > 0 ? [{ at, version }] : [];
      }),
    }))
    .reverse();
}
