/**
 * Fields of the entity and where they lie on the form: added, changed, given another key, taken away.
 *
 * Errors: none; what makes no sense changes nothing.
 */
import {
  type DesignDraft,
  type EntityDocument,
  entityOf,
  type FieldDocument,
  fieldOf,
  type Place,
  type Placed,
  partsOf,
  rowsOf,
} from "./documents";
import { inDefaults, inFields, inLogic, type Renaming } from "./names";
import { find, insert, replaced, subtree, within, without } from "./tree";

type Added = { key: string; field: FieldDocument; at: Place; rows?: EntityDocument };

export function addField(draft: DesignDraft, { key, field, at, rows }: Added): DesignDraft {
  const table = find(draft.form, at.in)?.block.type === "field" ? at.in : undefined;
  const reference = table === undefined ? key : `${table}.${key}`;
  const layout: Placed["rows"] = rows && { columns: Object.keys(rows.properties).map((one) => ({ field: one })) };
  const form = insert(draft.form, [{ type: "field", field: key, ...(layout && { rows: layout }) }], at);
  const added = rows ? { ...draft, form, rows: { ...draft.rows, [rows["x-entity"].key]: rows } } : { ...draft, form };
  return changeEntity(added, reference, (entity) => ({
    ...entity,
    "x-entity": titled(entity, key, field),
    properties: { ...entity.properties, [key]: field },
  }));
}

/** The first text is what a record is called, until somebody chooses another. */
function titled(entity: EntityDocument, key: string, field: FieldDocument): EntityDocument["x-entity"] {
  const head = entity["x-entity"];
  const fits = ["text", "auto_number"].includes(field["x-field"].kind);
  return head.title === undefined && head.parent === undefined && fits ? { ...head, title: key } : head;
}

export function changeEntity(
  draft: DesignDraft,
  reference: string,
  change: (entity: EntityDocument) => EntityDocument,
): DesignDraft {
  const { table } = partsOf(reference);
  if (table === undefined) return { ...draft, entity: change(draft.entity) };
  const rows = rowsOf(draft, table);
  return rows ? { ...draft, rows: { ...draft.rows, [rows["x-entity"].key]: change(rows) } } : draft;
}

export function changeField(
  draft: DesignDraft,
  reference: string,
  change: (field: FieldDocument) => FieldDocument,
): DesignDraft {
  const old = fieldOf(draft, reference);
  if (!old) return draft;
  const { key } = partsOf(reference);
  return changeEntity(draft, reference, (entity) => ({
    ...entity,
    properties: { ...entity.properties, [key]: change(old) },
  }));
}

export function setRequired(entity: EntityDocument, key: string, value: boolean): EntityDocument {
  const others = (entity.required ?? []).filter((one) => one !== key);
  return { ...entity, required: value ? [...others, key] : others };
}

/** Gives a field that was never published another key, everywhere it stands. */
export function rekey(draft: DesignDraft, reference: string, to: string): DesignDraft {
  const { table, key: from } = partsOf(reference);
  const entity = entityOf(draft, reference);
  if (from === to || !entity || !(from in entity.properties) || to in entity.properties) return draft;
  const renaming: Renaming = { from, to };
  const renamed = changeEntity(draft, reference, (one) => inFields(renamedIn(one, from, to), renaming));
  const placed = replaced(renamed.form, reference, (block) =>
    block.type === "field" ? { ...block, field: to } : block,
  );
  if (table === undefined) return { ...renamed, form: inDefaults(inLogic(placed, renaming), renaming) };
  // In formulas of the form a column is `table.key`; in rules of its rows it stands alone.
  const outer = inLogic(placed, { from: `${table}.${from}`, to: `${table}.${to}` });
  const form = replaced(outer, table, (block) =>
    block.type === "field" && block.rows ? { ...block, rows: inLogic(block.rows, renaming) } : block,
  );
  return { ...renamed, form, entity: inFields(renamed.entity, { from: `${table}.${from}`, to: `${table}.${to}` }) };
}

function renamedIn(entity: EntityDocument, from: string, to: string): EntityDocument {
  const head = entity["x-entity"];
  return {
    ...entity,
    required: entity.required?.map((key) => (key === from ? to : key)),
    "x-entity": head.title === from ? { ...head, title: to } : head,
    properties: Object.fromEntries(
      Object.entries(entity.properties).map(([key, field]) => [key === from ? to : key, field]),
    ),
  };
}

/** Takes blocks away with everything in them, and the fields among it out of the entity. */
export function remove(draft: DesignDraft, references: string[]): DesignDraft {
  const gone = references.flatMap((reference) => {
    const found = find(draft.form, reference);
    return found ? (found.column ? [reference] : subtree(found.block)) : [];
  });
  let next: DesignDraft = { ...draft, form: without(draft.form, references) };
  for (const reference of gone) next = forget(next, reference, draft);
  return gone.length === 0 ? draft : next;
}

function forget(draft: DesignDraft, reference: string, before: DesignDraft): DesignDraft {
  const { table, key } = partsOf(reference);
  const renaming: Renaming = { from: table === undefined ? key : reference, to: undefined };
  const lists = { ...draft, form: inLogic(draft.form, renaming) };
  if (!fieldOf(before, reference) || !entityOf(lists, reference)) return lists;
  const target = table === undefined ? rowsOf(before, key)?.["x-entity"].key : undefined;
  const rows = Object.fromEntries(Object.entries(lists.rows).filter(([entity]) => entity !== target));
  return changeEntity({ ...lists, rows }, reference, (entity) => withoutField(entity, key));
}

function withoutField(entity: EntityDocument, key: string): EntityDocument {
  const properties = Object.fromEntries(Object.entries(entity.properties).filter(([one]) => one !== key));
  const head = entity["x-entity"];
  const { title, ...rest } = head;
  const next = Object.entries(properties).find(([, field]) => field["x-field"].kind === "text")?.[0];
  const renamed = title === key ? { ...rest, ...(next !== undefined && { title: next }) } : head;
  return {
    ...entity,
    required: entity.required?.filter((one) => one !== key),
    "x-entity": renamed as EntityDocument["x-entity"],
    properties,
  };
}

/** A field that is in the entity but not on the form comes back onto it. */
export const place = (draft: DesignDraft, key: string, at: Place): DesignDraft => ({
  ...draft,
  form: within(draft.form, at.in, (blocks) => blocks.toSpliced(at.at, 0, { type: "field", field: key })),
});
