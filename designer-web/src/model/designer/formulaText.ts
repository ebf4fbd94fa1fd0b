/**
 * A formula as text with fields in it.
 *
 * Shape:  where the fields stand, what may be completed at the cursor, and issues from characters to places in the text.
 * Units:  the server counts Unicode characters; the editor counts UTF-16 units.
 */

import { labelOf } from "../label";
import type { DesignDraft } from "./documents";
import { fieldViews } from "./fieldViews";

export type FieldToken = { from: number; to: number; path: string };
export type FieldName = { path: string; label: string };

export const fieldTokens = (text: string): FieldToken[] =>
  [...text.matchAll(/\{([^{}]+)\}/g)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    path: (match[1] ?? "").trim(),
  }));

/** What a formula can name: fields, columns of sub-tables, and in a row the record around it. */
export function fieldNames(draft: DesignDraft, row: string | undefined, locale: string): FieldName[] {
  const plain = (table?: string) =>
    fieldViews(draft, table).map((field) => ({ path: field.key, label: labelOf(field, locale), field }));
  if (row !== undefined)
    return [
      ...plain(row).map(({ path, label }) => ({ path, label })),
      ...plain()
        .filter((one) => !one.field.fields)
        .map(({ path, label }) => ({ path: `parent.${path}`, label: `↑ ${label}` })),
    ];
  return plain().flatMap(({ path, label, field }) =>
    field.fields
      ? field.fields.map((column) => ({ path: `${path}.${column.key}`, label: `${label}.${labelOf(column, locale)}` }))
      : [{ path, label }],
  );
}

/** Characters of the server to units of the editor. */
export function unitsAt(text: string, characters: number): number {
  let units = 0;
  let left = characters;
  for (const character of text) {
    if (left-- <= 0) break;
    units += character.length;
  }
  return units;
}

/** The word under the cursor that is being typed: a function's name or the beginning of a field. */
export function wordBefore(text: string, at: number): { from: number; typed: string } | null {
  const match = /(?:\{[^{}]*|[\p{L}_][\p{L}\p{N}_.]*)$/u.exec(text.slice(0, at));
  return match ? { from: match.index, typed: match[0] } : null;
}

/** Fields by label, path, or the letters of either, in that order. */
export function matching<T extends { label: string; path?: string }>(all: T[], typed: string): T[] {
  const wanted = typed.replace(/^\{/, "").toLowerCase();
  const rank = (one: T) => {
    const [label, path] = [one.label.toLowerCase(), one.path?.toLowerCase() ?? ""];
    if (label.startsWith(wanted)) return 0;
    if (path.startsWith(wanted)) return 1;
    return label.includes(wanted) ||
      path.includes(wanted) ||
      path
        .split(/[._]/)
        .map((part) => part[0])
        .join("")
        .startsWith(wanted)
      ? 2
      : 3;
  };
  return all
    .map((one) => ({ one, rank: rank(one) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.one);
}
