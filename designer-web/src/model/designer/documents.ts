/**
 * The documents a design is made of, as docs/spec/definitions.md and docs/spec/forms.md have them.
 *
 * Shape:  an entity is a JSON Schema with `x-entity` and `x-field`; a form is a tree of blocks over its fields.
 * Units:  a *reference* to something on the canvas is a field's or block's key, or `table.column` for a column of a
 *         sub-table; a *container* is `""` (the form), the key of a section, panel or sub-table.
 */
import type { Filter, Json, KindKey, Labels, Role } from "../../api/contract";

export type Annotation = { kind: KindKey; labels: Labels; [key: string]: Json | undefined };
export type FieldDocument = { "x-field": Annotation; [keyword: string]: Json | undefined };
export type EntityHeadDocument = {
  format: 1;
  key: string;
  labels: Labels;
  app?: string;
  title?: string;
  parent?: string;
  [key: string]: Json | undefined;
};
export type EntityDocument = {
  $schema?: string;
  type: "object";
  required?: string[];
  "x-entity": EntityHeadDocument;
  properties: { [field: string]: FieldDocument };
};

export type Rule = {
  key: string;
  labels?: Labels;
  when?: Filter;
  formula?: string;
  show?: string[];
  hide?: string[];
  hidden?: "keep" | "clear" | "clear_at_once";
  require?: string[];
  readonly?: string[];
  options?: { field: string; only: string[] }[];
  set?: { field: string; value?: Json; formula?: string }[];
};
export type Check = { key: string; must?: Filter; formula?: string; message: Labels; fields?: string[] };

/** A field where it lies on a form; in a sub-table it is a column. */
export type Placed = {
  field: string;
  labels?: Labels;
  help?: Labels;
  placeholder?: Labels;
  span?: number;
  phone?: "full" | "half";
  required?: boolean;
  readonly?: boolean;
  hidden?: boolean;
  default?: Json;
  default_formula?: string;
  fill?: string;
  cascade?: { by: string; options: { [option: string]: string[] } };
  rows?: RowLayout;
};
export type RowLayout = {
  columns: Placed[];
  rules?: Rule[];
  checks?: Check[];
  least?: number;
  most?: number;
  add?: boolean;
  remove?: boolean;
};
export type FieldBlock = Placed & { type: "field" };
export type Section = {
  type: "section";
  key: string;
  labels?: Labels;
  help?: Labels;
  columns?: number;
  collapsible?: boolean;
  collapsed?: boolean;
  blocks: Block[];
};
export type Panel = { key: string; labels?: Labels; blocks: Block[] };
export type Tabs = { type: "tabs"; key: string; panels: Panel[] };
export type Steps = { type: "steps"; key: string; panels: Panel[] };
export type Panels = Tabs | Steps;
export type TextBlock = { type: "text"; key: string; labels: Labels; tone?: "plain" | "info" | "warning" };
export type Block = FieldBlock | Section | Panels | TextBlock;

export type FormDocument = {
  format: 1;
  key: string;
  app?: string;
  entity: string;
  labels?: Labels;
  description?: Labels;
  main?: boolean;
  creates?: boolean;
  layout: Block[];
  rules?: Rule[];
  checks?: Check[];
  rights?: Json;
  submit?: Labels;
  public?: Json;
};

/** Everything that is edited, undone and published together. */
export type DesignDraft = {
  entity: EntityDocument;
  form: FormDocument;
  /** Entities of the rows of sub-tables, by their key. */
  rows: { [entity: string]: EntityDocument };
  roles: { [role: string]: Role };
};

/** Between which blocks of a container something lies: before the one that is `at` now. */
export type Place = { in: string; at: number };

export const SCHEMA = "https://json-schema.org/draft/2020-12/schema";
export const keyOf = (block: Block): string => (block.type === "field" ? block.field : block.key);

/** `items.price` → the sub-table and its column; a reference without a dot has no table. */
export function partsOf(reference: string): { table?: string; key: string } {
  const [first = "", second] = reference.split(".");
  return second === undefined ? { key: first } : { table: first, key: second };
}

/** The entity whose field a reference names: the form's own, or that of a sub-table's rows. */
export function entityOf(draft: DesignDraft, reference: string): EntityDocument | undefined {
  const { table } = partsOf(reference);
  return table === undefined ? draft.entity : rowsOf(draft, table);
}

/** The entity of the rows of a sub-table. */
export function rowsOf(draft: DesignDraft, table: string): EntityDocument | undefined {
  const target = draft.entity.properties[table]?.["x-field"].target;
  return typeof target === "string" ? draft.rows[target] : undefined;
}

export const fieldOf = (draft: DesignDraft, reference: string): FieldDocument | undefined =>
  entityOf(draft, reference)?.properties[partsOf(reference).key];

/** An object without a key, or with another value for it; `undefined` takes the key away. */
export function withKey<T extends object>(object: T, key: string, value: unknown): T {
  const rest = Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  if (value === undefined) return rest as T;
  return key in object
    ? (Object.fromEntries(Object.entries(object).map(([name, old]) => [name, name === key ? value : old])) as T)
    : ({ ...rest, [key]: value } as T);
}
