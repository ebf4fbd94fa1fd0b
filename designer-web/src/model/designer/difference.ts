/**
 * What publishing would change, in words.
 *
 * Shape:  the published design and the new one → lines with a tone and the key of a text; labels are in the asked locale.
 */
import { labelOf } from "../label";
import type { DesignDraft, EntityDocument, FieldDocument } from "./documents";
import { walk } from "./tree";

export type Tone = "added" | "changed" | "removed" | "breaking";
export type Line = { tone: Tone; text: string; label: string; detail?: string; reference?: string };

type Named = { entity: EntityDocument; prefix: string; of: string };

export function differences(before: DesignDraft | null, after: DesignDraft, locale: string): Line[] {
  const lines: Line[] = [];
  if (!before) lines.push({ tone: "added", text: "entityNew", label: labelOf(after.entity["x-entity"], locale) });
  for (const one of named(after)) {
    const old = before && named(before).find((other) => other.entity["x-entity"].key === one.entity["x-entity"].key);
    lines.push(...fieldLines(old?.entity, one, locale));
  }
  if (before) lines.push(...layoutLines(before, after, locale), ...roleLines(before, after, locale));
  return lines;
}

function named(draft: DesignDraft): Named[] {
  const tables = Object.entries(draft.entity.properties).flatMap(([key, field]): Named[] => {
    const rows = draft.rows[String(field["x-field"].target)];
    return rows && field["x-field"].kind === "sub_table" ? [{ entity: rows, prefix: `${key}.`, of: key }] : [];
  });
  return [{ entity: draft.entity, prefix: "", of: "" }, ...tables];
}

function fieldLines(old: EntityDocument | undefined, { entity, prefix }: Named, locale: string): Line[] {
  const lines: Line[] = [];
  const labelled = (field: FieldDocument, key: string) => labelOf({ labels: field["x-field"].labels, key }, locale);
  for (const [key, field] of Object.entries(entity.properties)) {
    const was = old?.properties[key];
    const [label, reference] = [labelled(field, key), prefix + key];
    if (!was) lines.push({ tone: "added", text: "fieldAdded", label, reference, detail: field["x-field"].kind });
    else lines.push(...changesOf(was, field, label, locale).map((line) => ({ ...line, reference })));
    const [needed, needs] = [old?.required?.includes(key) ?? false, entity.required?.includes(key) ?? false];
    if (was && needed !== needs)
      lines.push({
        tone: needs ? "breaking" : "changed",
        text: needs ? "nowRequired" : "notRequired",
        label,
        reference,
      });
  }
  for (const [key, field] of Object.entries(old?.properties ?? {})) {
    if (!(key in entity.properties))
      lines.push({ tone: "removed", text: "fieldRemoved", label: labelled(field, key), reference: prefix + key });
  }
  return lines;
}

const number = (value: unknown) => (value === undefined || value === null ? undefined : Number(value));

/** Narrower bounds leave records that could not be saved again as they are. */
function narrower(was: FieldDocument, now: FieldDocument): boolean {
  const [a, b] = [was["x-field"], now["x-field"]];
  const upper: [unknown, unknown][] = [
    [was.maxLength, now.maxLength],
    [a.max, b.max],
  ];
  const lower: [unknown, unknown][] = [
    [was.minLength, now.minLength],
    [a.min, b.min],
  ];
  const less = ([old, next]: [unknown, unknown]) => {
    const [from, to] = [number(old), number(next)];
    return to !== undefined && (from === undefined || to < from);
  };
  const more = ([old, next]: [unknown, unknown]) => {
    const [from, to] = [number(old), number(next)];
    return to !== undefined && (from === undefined || to > from);
  };
  return upper.some(less) || lower.some(more) || (b.unique === true && a.unique !== true);
}

type Option = { key: string; labels?: { [locale: string]: string } };
const optionsOf = (field: FieldDocument) => (field["x-field"].options ?? []) as unknown as Option[];

function changesOf(was: FieldDocument, now: FieldDocument, label: string, locale: string): Line[] {
  const lines: Line[] = [];
  const before = labelOf({ labels: was["x-field"].labels }, locale);
  if (before !== label) lines.push({ tone: "changed", text: "renamed", label, detail: before });
  const gone = optionsOf(was).filter((old) => !optionsOf(now).some((one) => one.key === old.key));
  const come = optionsOf(now).filter((one) => !optionsOf(was).some((old) => one.key === old.key));
  const listed = (options: Option[]) => options.map((one) => labelOf(one, locale)).join("、");
  if (gone.length > 0) lines.push({ tone: "breaking", text: "optionsGone", label, detail: listed(gone) });
  if (come.length > 0) lines.push({ tone: "added", text: "optionsNew", label, detail: listed(come) });
  if (was["x-field"].formula !== now["x-field"].formula) lines.push({ tone: "changed", text: "formulaChanged", label });
  if (narrower(was, now)) lines.push({ tone: "breaking", text: "narrower", label });
  if (lines.length === 0 && JSON.stringify(was) !== JSON.stringify(now))
    lines.push({ tone: "changed", text: "fieldChanged", label });
  return lines;
}

function layoutLines(before: DesignDraft, after: DesignDraft, locale: string): Line[] {
  const label = labelOf(after.form.labels ? after.form : after.entity["x-entity"], locale);
  const both = new Set(walk(before.form).map((one) => one.reference));
  const order = (draft: DesignDraft, other: Set<string>) =>
    walk(draft.form)
      .filter((one) => other.has(one.reference))
      .map((one) => `${one.place.in}/${one.reference}`)
      .join();
  const there = new Set(walk(after.form).map((one) => one.reference));
  const lines: Line[] = [];
  if (order(before, there) !== order(after, both)) lines.push({ tone: "changed", text: "layoutChanged", label });
  for (const list of ["rules", "checks"] as const) {
    if (JSON.stringify(before.form[list] ?? []) !== JSON.stringify(after.form[list] ?? []))
      lines.push({ tone: "changed", text: `${list}Changed`, label });
  }
  return lines;
}

function roleLines(before: DesignDraft, after: DesignDraft, locale: string): Line[] {
  return Object.values(after.roles)
    .filter((role) => JSON.stringify(role) !== JSON.stringify(before.roles[role.key]))
    .map((role) => ({ tone: "changed", text: "roleChanged", label: labelOf(role, locale) }));
}

/** New fields nobody was asked about are seen by whoever sees the record. */
export const newFields = (before: DesignDraft | null, after: DesignDraft): string[] =>
  Object.keys(after.entity.properties).filter((key) => !(key in (before?.entity.properties ?? {})));
