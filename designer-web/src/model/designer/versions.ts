/**
 * Versions of several definitions as the moments a design was published.
 *
 * Shape:  per definition its versions → moments, newest first, each with the version of every definition as of then that is
 *         not its newest one: what has to come back.
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
        const [newest] = [...versions].sort((a, b) => b.version - a.version);
        const then = versions.filter((one) => one.at <= when).sort((a, b) => b.version - a.version)[0];
        return then && newest && then.version !== newest.version ? [{ at, version: then.version }] : [];
      }),
    }))
    .reverse();
}
