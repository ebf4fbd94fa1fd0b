/** A tree of choices as a list in which each stands below the one it belongs to. */
import type { Labels } from "../../api/contract";

export type TreeOption = { key: string; labels?: Labels; color?: string; parent?: string };

/** Most levels of a tree (docs/spec/definitions.md). */
const DEEPEST = 8;

/** How many stand above an option; a ring counts as none. */
export function levelOf(options: TreeOption[], option: TreeOption): number {
  let level = 0;
  for (let above = parentOf(options, option); above && level < DEEPEST; above = parentOf(options, above)) level += 1;
  return level;
}

const parentOf = (options: TreeOption[], option: TreeOption) =>
  option.parent === undefined ? undefined : options.find((one) => one.key === option.parent);

/** What an option is put below when it is moved in: the one before it on its own level; `undefined` where there is none. */
export function aboveWhenIn(options: TreeOption[], at: number): TreeOption | undefined {
  const option = options[at];
  if (!option) return undefined;
  const level = levelOf(options, option);
  if (level + 1 >= DEEPEST) return undefined;
  return options.slice(0, at).findLast((one) => levelOf(options, one) <= level && one.parent === option.parent);
}

export function movedIn(options: TreeOption[], at: number): TreeOption[] {
  const above = aboveWhenIn(options, at);
  return above ? options.map((one, index) => (index === at ? { ...one, parent: above.key } : one)) : options;
}

/** Out of the one above it, to that one's own level. */
export function movedOut(options: TreeOption[], at: number): TreeOption[] {
  const option = options[at];
  const above = option && parentOf(options, option);
  return above ? options.map((one, index) => (index === at ? withParent(one, above.parent) : one)) : options;
}

/** Without one; what stood below it goes one level up. */
export function withoutOption(options: TreeOption[], at: number): TreeOption[] {
  const gone = options[at];
  if (!gone) return options;
  return options.toSpliced(at, 1).map((one) => (one.parent === gone.key ? withParent(one, gone.parent) : one));
}

function withParent({ parent: _, ...option }: TreeOption, parent: string | undefined): TreeOption {
  return parent === undefined ? option : { ...option, parent };
}
