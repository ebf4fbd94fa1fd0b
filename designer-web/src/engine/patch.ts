/**
 * Evaluation × patch → evaluation, with every part that did not change the very same object.
 *
 * Errors: a cell of a row that there is not is left out.
 * Source: engine-forms/src/session/patch.rs.
 */
import type { Json } from "../api/contract";
import type { Evaluation, Patch, Splice } from "./contract";

export function applyPatch(before: Evaluation, patch: Patch): Evaluation {
  return {
    values: values(spliced(before.values, patch.rows), patch.values),
    visible: states(before.visible, patch.visible),
    required: states(before.required, patch.required),
    readonly: states(before.readonly, patch.readonly),
    options: states(before.options, patch.options),
    issues: patch.issues ?? before.issues,
    stray: patch.stray ?? before.stray,
    // Told once: what was to be forgotten before has been forgotten.
    cleared: patch.cleared ?? [],
    set: patch.set ?? before.set,
    wanted: patch.wanted ?? before.wanted,
  };
}

function states<T>(before: Record<string, T>, changes: Record<string, T | null> | undefined): Record<string, T> {
  if (!changes) return before;
  const after = { ...before };
  for (const [key, state] of Object.entries(changes)) {
    if (state === null) delete after[key];
    else after[key] = state;
  }
  return after;
}

function spliced(before: Record<string, Json>, tables: Record<string, Splice> | undefined): Record<string, Json> {
  if (!tables) return before;
  const after = { ...before };
  for (const [table, { at, gone, put }] of Object.entries(tables)) {
    const rows = after[table];
    const now = (Array.isArray(rows) ? rows : []).toSpliced(at, gone, ...(put as Json[]));
    // A table without rows is blank.
    after[table] = now.length > 0 ? now : null;
  }
  return after;
}

function values(before: Record<string, Json>, changes: Record<string, Json> | undefined): Record<string, Json> {
  if (!changes) return before;
  const after = { ...before };
  const copied = new Set<string>();
  for (const [place, value] of Object.entries(changes)) {
    const [key, row, field] = place.split("/");
    if (key === undefined) continue;
    if (row === undefined || field === undefined) {
      after[key] = value;
      continue;
    }
    const rows = after[key];
    if (!Array.isArray(rows)) continue;
    const own = copied.has(key) ? rows : [...rows];
    copied.add(key);
    const old = own[Number(row)];
    if (old && typeof old === "object" && !Array.isArray(old)) own[Number(row)] = { ...old, [field]: value };
    after[key] = own;
  }
  return after;
}
