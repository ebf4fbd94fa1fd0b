/**
 * A record while somebody fills it in.
 *
 * Shape:  `openDraft(fields, record?) → RecordDraft`, `applyEdit(draft, edit) → RecordDraft`, `patchOf(draft) → Values` (merge patch, RFC 7396).
 *         `base` is what is stored, `start` what the form opened with: defaults and presets are written, but nobody's work.
 * Errors: only what can be seen without the server is checked here (required, length, bounds); the server's answer wins.
 */
import type { Field, Issue, Json, RecordRow, Values } from "../api/contract";
import { parseDecimal } from "./decimal";
import { type FieldIssues, issuesByField } from "./issue";
import { isBlankJson, unparsedOf } from "./json";
import { asObject, asText, bare, isBlank, isWritable, sameValue } from "./value";

export type RecordDraft = {
  base: Values;
  start: Values;
  values: Values;
  version: number | null;
  issues: FieldIssues;
};
export type DraftEdit =
  | { kind: "value-changed"; field: string; value: Json | undefined }
  | { kind: "issues-found"; issues: Issue[] }
  | { kind: "started-over" };

export function openDraft(fields: Field[], record: RecordRow | null, preset: Values = {}): RecordDraft {
  const base: Values = {};
  const given: Values = {};
  if (!record) for (const field of fields) if (field.default !== undefined) given[field.key] = field.default;
  if (record) for (const field of fields) if (record[field.key] !== undefined) base[field.key] = record[field.key];
  const start = { ...base, ...given, ...preset };
  return { base, start, values: start, version: record?.version ?? null, issues: {} };
}

export function applyEdit(draft: RecordDraft, edit: DraftEdit): RecordDraft {
  switch (edit.kind) {
    case "value-changed": {
      const { [edit.field]: _mended, ...issues } = draft.issues;
      return { ...draft, values: { ...draft.values, [edit.field]: edit.value }, issues };
    }
    case "issues-found":
      return { ...draft, issues: issuesByField(edit.issues) };
    case "started-over":
      return { ...draft, values: draft.start, issues: {} };
    default:
      return edit satisfies never;
  }
}

export function patchOf(draft: RecordDraft, fields: Field[]): Values {
  const patch: Values = {};
  for (const field of fields) {
    if (!isWritable(field)) continue;
    const now = bare(field.kind, draft.values[field.key]);
    const before = bare(field.kind, draft.base[field.key]);
    if (field.kind === "json" ? JSON.stringify(now ?? null) === JSON.stringify(before ?? null) : sameValue(now, before))
      continue;
    patch[field.key] = isNothing(field, now) ? null : now;
  }
  return patch;
}

const isNothing = (field: Field, value: Json | undefined) =>
  field.kind === "json" ? isBlankJson(value) : isBlank(value);

export function recordOf(draft: RecordDraft, fields: Field[]): Values {
  const patch = patchOf({ ...draft, base: {} }, fields);
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null));
}

/** Values given by the place a form was opened from, as they are written. */
export function bareValues(values: Values, fields: Field[]): Values {
  const kinds = new Map(fields.map((field) => [field.key, field.kind]));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, bare(kinds.get(key) ?? "text", value)]));
}

/** Whether somebody would lose work by closing the form. */
export const isDirty = (draft: RecordDraft, fields: Field[]) =>
  Object.keys(patchOf({ ...draft, base: draft.start }, fields)).length > 0;

export type Sentence = (
  key: "required" | "tooLong" | "tooSmall" | "tooLarge" | "badNumber" | "badDuration" | "badJson",
  field: Field,
  limit: string,
) => string;

export function checkDraft(draft: RecordDraft, fields: Field[], sentence: Sentence): Issue[] {
  return fields.filter(isWritable).flatMap((field) => {
    const found = wrongWith(field, draft.values[field.key]);
    return found
      ? [{ code: found.code, pointer: `/${field.key}`, message: sentence(found.says, field, found.limit) }]
      : [];
  });
}

type Found = { code: string; says: Parameters<Sentence>[0]; limit: string };

function wrongWith(field: Field, value: Json | undefined): Found | null {
  if (field.kind === "json" && unparsedOf(value) !== null) return { code: "bad_json", says: "badJson", limit: "" };
  if (isNothing(field, value))
    return field.required && field.kind !== "boolean" ? { code: "required", says: "required", limit: "" } : null;
  const text = asText(field.kind === "money" ? asObject(value).amount : value);
  if (typeof value === "string" && field.max_length && [...text].length > field.max_length) {
    return { code: "too_long", says: "tooLong", limit: String(field.max_length) };
  }
  const numeric = ["integer", "decimal", "money", "percent"].includes(field.kind);
  if (field.kind === "duration" && typeof value !== "number")
    return { code: "bad_duration", says: "badDuration", limit: "" };
  if (numeric && parseDecimal(text) === null) return { code: "not_a_number", says: "badNumber", limit: "" };
  if (numeric && field.min && Number(text) < Number(field.min))
    return { code: "too_small", says: "tooSmall", limit: field.min };
  if (numeric && field.max && Number(text) > Number(field.max))
    return { code: "too_large", says: "tooLarge", limit: field.max };
  return null;
}
