/**
 * JSON while somebody types it.
 *
 * Shape:  `typedJson(text) → Json | undefined`: the value, nothing for blank, or the text itself in a wrapper that says
 *         that it is none yet; `unparsedOf(value)` is that text. A draft with such a wrapper is not saved.
 */
import type { Json } from "../api/contract";

const UNPARSED = "\u0000unparsed";

export function typedJson(text: string): Json | undefined {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return { [UNPARSED]: text };
  }
}

export function unparsedOf(value: Json | undefined): string | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const text = value[UNPARSED];
  return typeof text === "string" ? text : null;
}

/** Blank as the server means it: `{"a":null}` is a value of its own. */
export function isBlankJson(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.keys(value).length === 0;
}
