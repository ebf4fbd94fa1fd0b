/**
 * From what the server holds to a design, and back.
 *
 * Shape:  documents by kind and key → `DesignDraft`; a design → the documents that differ from those last saved.
 */
import type { Json, Labels, Role } from "../../api/contract";
import {
  type Block,
  type DesignDraft,
  type EntityDocument,
  type FieldBlock,
  type FormDocument,
  keyOf,
  SCHEMA,
} from "./documents";
import { inside, walk } from "./tree";

export type DocumentKind = "entity" | "form" | "role" | "view" | "app";
export type Document = { kind: DocumentKind; key: string; body: Json };
type Group = { key: string; labels?: Labels; fields: string[] };

/** An entity without a form is laid out by its groups. */
export function formOf(entity: EntityDocument, rows: DesignDraft["rows"]): FormDocument {
  const { key, app, labels } = entity["x-entity"];
  const groups = (entity["x-entity"].groups ?? []) as unknown as Group[];
  const grouped = new Set(groups.flatMap((group) => group.fields));
  const block = (field: string): FieldBlock => {
    const target = entity.properties[field]?.["x-field"].target;
    const columns = typeof target === "string" ? rows[target]?.properties : undefined;
    const isTable = entity.properties[field]?.["x-field"].kind === "sub_table";
    return {
      type: "field",
      field,
      ...(isTable && columns && { rows: { columns: Object.keys(columns).map((one) => ({ field: one })) } }),
    };
  };
  const there = (field: string) => field in entity.properties;
  const sections: Block[] = groups.map((group) => ({
    type: "section",
    key: group.key in entity.properties ? `${group.key}_section` : group.key,
    ...(group.labels && { labels: group.labels }),
    columns: 2,
    blocks: group.fields.filter(there).map(block),
  }));
  const rest = Object.keys(entity.properties).filter((field) => !grouped.has(field));
  return {
    format: 1,
    key,
    ...(app !== undefined && { app }),
    entity: key,
    labels,
    main: true,
    layout: [...sections, ...rest.map(block)],
  };
}

/** A sub-table on a form shows at least one column; a form that names none shows all. */
export function opened(
  entity: EntityDocument,
  form: FormDocument | undefined,
  rows: DesignDraft["rows"],
  roles: Role[],
): DesignDraft {
  const whole = { ...entity, required: entity.required ?? [] };
  return {
    entity: whole,
    form: form ? { ...form, layout: form.layout ?? [] } : formOf(whole, rows),
    rows,
    roles: Object.fromEntries(roles.map((role) => [role.key, role])),
  };
}

/** The sections of the form are also those of a record's page. */
export function groupsOf(form: FormDocument): Group[] {
  const fieldsIn = (blocks: Block[]): string[] =>
    blocks.flatMap((block) =>
      block.type === "field"
        ? block.hidden || block.field === "owner_id"
          ? []
          : [block.field]
        : block.type === "section"
          ? []
          : inside(block).flatMap((part) =>
              block.type === "tabs" || block.type === "steps" ? [] : fieldsIn(part.blocks),
            ),
    );
  return walk(form)
    .flatMap(({ block }) => {
      if (block.type === "section")
        return [{ key: block.key, ...(block.labels && { labels: block.labels }), fields: fieldsIn(block.blocks) }];
      if (block.type !== "tabs" && block.type !== "steps") return [];
      return block.panels.map((panel) => ({
        key: panel.key,
        ...(panel.labels && { labels: panel.labels }),
        fields: fieldsIn(panel.blocks),
      }));
    })
    .filter((group) => group.fields.length > 0);
}

/** Defaults and empty lists are left out when a form is written. */
function tidyForm(form: FormDocument): FormDocument {
  const { rules, checks, ...rest } = form;
  return {
    ...rest,
    ...(rules && rules.length > 0 && { rules }),
    ...(checks && checks.length > 0 && { checks }),
  };
}

const asJson = (value: unknown): Json => value as Json;

/** Every document of a design. */
export function documentsOf(draft: DesignDraft): Document[] {
  const { entity, form, rows, roles } = draft;
  const { groups: _, ...head } = entity["x-entity"];
  const groups = groupsOf(form);
  const whole = { ...entity, "x-entity": { ...head, ...(groups.length > 0 && { groups }) } };
  return [
    { kind: "entity", key: head.key, body: asJson(whole) },
    ...Object.entries(rows).map(([key, body]): Document => ({ kind: "entity", key, body: asJson(body) })),
    { kind: "form", key: form.key, body: asJson(tidyForm(form)) },
    ...Object.values(roles).map(
      (body): Document => ({ kind: "role", key: body.key, body: asJson({ format: 1, ...body }) }),
    ),
  ];
}

export const sameDocument = (one: Document, other: Document | undefined): boolean =>
  other !== undefined && JSON.stringify(one.body) === JSON.stringify(other.body);

/** What differs from what is kept. */
export function changedSince(documents: Document[], kept: Document[]): Document[] {
  return documents.filter(
    (one) =>
      !sameDocument(
        one,
        kept.find((old) => old.kind === one.kind && old.key === one.key),
      ),
  );
}

/** A table that did not exist before, with the list that shows it. */
export function newDesign(
  key: string,
  app: string | undefined,
  labels: Labels,
): { draft: DesignDraft; view: Document } {
  const named = app === undefined ? {} : { app };
  const entity: EntityDocument = {
    $schema: SCHEMA,
    type: "object",
    required: [],
    "x-entity": { format: 1, key, ...named, labels },
    properties: {},
  };
  const view = { format: 1, key, ...named, entity: key, labels, type: "table", columns: [], sort: ["-created_at"] };
  return { draft: opened(entity, undefined, {}, []), view: { kind: "view", key, body: asJson(view) } };
}

/** A list that names no columns shows the first fields. */
export function viewColumns(draft: DesignDraft): string[] {
  const hidden = ["sub_table", "long_text", "rich_text", "attachment", "image", "signature", "json"];
  return walk(draft.form)
    .filter(({ block, column }) => block.type === "field" && !column)
    .map(({ block }) => keyOf(block))
    .filter((key) => !hidden.includes(draft.entity.properties[key]?.["x-field"].kind ?? "sub_table"))
    .slice(0, 8);
}
