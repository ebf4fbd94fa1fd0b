/**
 * Choices as a tree: each option names the one above it by `parent`.
 *
 * Shape: `treeOf(options, kept) → Node[]`, retired options left out unless they are in `kept`;
 *        `chainOf(options, key) → Option[]` from the root down to the key.
 */
import type { Option } from "../api/contract";

export type Node = { option: Option; children: Node[] };

/** The server refuses deeper trees, and cycles; a wrong one ends here all the same. */
const DEEPEST = 8;

export function chainOf(options: Option[], key: string): Option[] {
  const byKey = new Map(options.map((option) => [option.key, option]));
  const chain: Option[] = [];
  for (let at = byKey.get(key); at && chain.length < DEEPEST; at = byKey.get(at.parent ?? "")) chain.unshift(at);
  return chain;
}

export function treeOf(options: Option[], kept: string[] = []): Node[] {
  const shown = new Set(kept.flatMap((key) => chainOf(options, key).map((option) => option.key)));
  const offered = options.filter((option) => option.active !== false || shown.has(option.key));
  const below = (parent: string | undefined, depth: number): Node[] =>
    depth === DEEPEST
      ? []
      : offered
          .filter((option) => (option.parent ?? undefined) === parent)
          .map((option) => ({ option, children: below(option.key, depth + 1) }));
  return below(undefined, 0);
}
