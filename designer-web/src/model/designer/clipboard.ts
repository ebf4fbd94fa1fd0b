/**
 * Copying between forms.
 *
 * Shape:  blocks with what their fields are, as JSON text of the system's clipboard: `{"formwork":"blocks","format":1,…}`.
 *         What is pasted gets keys of its own; text from elsewhere gives `null`.
 */
import {
  type Block,
  type DesignDraft,
  type EntityDocument,
  type FieldDocument,
  fieldOf,
  type Place,
  partsOf,
  rowsOf,
} from "./documents";
import { changeEntity } from "./fields";
import { freeKey, takenKeys } from "./keys";
import { find, insert, walk } from "./tree";

export type Copied = {
  formwork: "blocks";
  format: 1;
  blocks: Block[];
  fields: { [key: string]: FieldDocument };
  required: string[];
  rows: { [entity: string]: EntityDocument };
};

const isField = (reference: string) => partsOf(reference).table === undefined;

/** Only whole blocks: what lies in another one that is copied comes with it. Columns are copied as fields. */
export function copy(draft: DesignDraft, references: string[]): Copied {
  const all = walk(draft.form).filter((one) => references.includes(one.reference));
  const held = new Set(all.flatMap((one) => (one.column ? [] : insideOf(one.block))));
  const chosen = all.filter((one) => !held.has(one.reference));
  const copied: Copied = { formwork: "blocks", format: 1, blocks: [], fields: {}, required: [], rows: {} };
  for (const { block, reference } of chosen) {
    copied.blocks.push(block);
    const inner = block.type === "field" ? [reference] : insideOf(block).filter(isField);
    for (const one of inner) {
      const field = fieldOf(draft, one);
      const { key, table } = partsOf(one);
      if (!field) continue;
      copied.fields[key] = field;
      const entity = table === undefined ? draft.entity : rowsOf(draft, table);
      if (entity?.required?.includes(key)) copied.required.push(key);
      const rows = table === undefined ? rowsOf(draft, key) : undefined;
      if (rows) copied.rows[rows["x-entity"].key] = rows;
    }
  }
  return copied;
}

function insideOf(block: Block): string[] {
  if (block.type === "section") return block.blocks.flatMap(withIt);
  if (block.type === "tabs" || block.type === "steps")
    return block.panels.flatMap((panel) => panel.blocks.flatMap(withIt));
  return [];
}
const withIt = (block: Block): string[] => [block.type === "field" ? block.field : block.key, ...insideOf(block)];

export const asText = (copied: Copied): string => JSON.stringify(copied);

export function fromText(text: string): Copied | null {
  try {
    const found = JSON.parse(text) as Partial<Copied> | null;
    const ours = found?.formwork === "blocks" && found.format === 1 && Array.isArray(found.blocks);
    return ours ? { formwork: "blocks", format: 1, blocks: [], fields: {}, required: [], rows: {}, ...found } : null;
  } catch {
    return null;
  }
}

/** Puts copies where they were asked for, each with a key that is free. */
export function paste(draft: DesignDraft, copied: Copied, at: Place): DesignDraft {
  const table = find(draft.form, at.in)?.block.type === "field" ? at.in : undefined;
  const taken = table === undefined ? takenKeys(draft) : new Set(Object.keys(rowsOf(draft, table)?.properties ?? {}));
  const names = new Map<string, string>();
  const fresh = (key: string) => {
    const made = freeKey(key, taken);
    taken.add(made);
    names.set(key, made);
    return made;
  };
  let rows = draft.rows;
  const put = (block: Block): Block[] => {
    if (block.type === "section") return [{ ...block, key: fresh(block.key), blocks: block.blocks.flatMap(put) }];
    if (block.type === "text") return [{ ...block, key: fresh(block.key) }];
    if (block.type === "tabs" || block.type === "steps") {
      const panels = block.panels.map((panel) => ({
        ...panel,
        key: fresh(panel.key),
        blocks: panel.blocks.flatMap(put),
      }));
      return [{ ...block, key: fresh(block.key), panels }];
    }
    return copied.fields[block.field] ? [{ ...block, field: fresh(block.field) }] : [];
  };
  const flat =
    table === undefined ? copied.blocks : copied.blocks.filter((block) => block.type === "field" && !block.rows);
  const blocks = flat.flatMap(put);
  if (blocks.length === 0) return draft;
  const properties: EntityDocument["properties"] = {};
  for (const [old, field] of Object.entries(copied.fields)) {
    const key = names.get(old);
    if (key === undefined) continue;
    const source = copied.rows[String(field["x-field"].target)];
    if (!source || field["x-field"].kind !== "sub_table") {
      properties[key] = field;
      continue;
    }
    const target = freeKey(`${draft.entity["x-entity"].key}_${key}`, Object.keys(rows));
    const head = { ...source["x-entity"], key: target, parent: draft.entity["x-entity"].key };
    rows = { ...rows, [target]: { ...source, "x-entity": head } };
    properties[key] = { ...field, "x-field": { ...field["x-field"], target } };
  }
  const required = copied.required.flatMap((key) => names.get(key) ?? []);
  const reference = table === undefined ? "" : `${table}.`;
  return changeEntity({ ...draft, rows, form: insert(draft.form, blocks, at) }, reference, (entity) => ({
    ...entity,
    required: [...(entity.required ?? []), ...required],
    properties: { ...entity.properties, ...properties },
  }));
}
