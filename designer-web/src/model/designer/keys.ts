/**
 * Keys for new things.
 *
 * Shape:  a wish and what is taken → a free key of 1 to 48 of `a-z0-9_` that starts with a letter.
 * Source: docs/spec/definitions.md; keys of a label come from the server, which knows pinyin.
 */
import type { DesignDraft } from "./documents";
import { walk } from "./tree";

const LONGEST = 48;
/** System columns; no field may shadow them (docs/spec/kinds.md). */
const RESERVED = [
  "id",
  "version",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
  "owner_id",
  "department_id",
  "deleted_at",
];

const clean = (wish: string) =>
  wish
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");

export function freeKey(wish: string, taken: Iterable<string>): string {
  const used = new Set([...taken, ...RESERVED]);
  const base = clean(wish).slice(0, LONGEST - 4) || "field";
  if (!used.has(base)) return base;
  let number = 2;
  while (used.has(`${base}_${number}`)) number++;
  return `${base}_${number}`;
}

/** Keys that mean something on the form or in its entity. */
export function takenKeys(draft: DesignDraft): Set<string> {
  const blocks = walk(draft.form).flatMap(({ block }) =>
    block.type === "field"
      ? []
      : block.type === "tabs" || block.type === "steps"
        ? [block.key, ...block.panels.map((panel) => panel.key)]
        : [block.key],
  );
  return new Set([...Object.keys(draft.entity.properties), ...blocks]);
}
