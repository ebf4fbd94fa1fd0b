/** Two people changed the same thing: what each chose, and what to send then. */
import type { Conflict, Values } from "../api/contract";

export type Choice = "theirs" | "mine";
export type Choices = Record<string, Choice>;

export const isDecided = (conflicts: Conflict[], choices: Choices) =>
  conflicts.every((conflict) => choices[conflict.field]);

/** What remains to be written after the choices: the untouched part of the patch and every field kept as mine. */
export function resolvedPatch(patch: Values, conflicts: Conflict[], choices: Choices): Values {
  const dropped = new Set(
    conflicts.filter((conflict) => choices[conflict.field] === "theirs").map((conflict) => conflict.field),
  );
  return Object.fromEntries(Object.entries(patch).filter(([field]) => !dropped.has(field)));
}
