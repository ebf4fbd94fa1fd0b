/**
 * What can be said of a thing on the form, the most used first.
 *
 * Shape:  a property names where it is kept (`layer`) and what changes it (`control`); `propertiesOf` lists those of a
 *         block in the order they are shown. Source: docs/spec/definitions.md, kinds.md, forms.md §2.
 */
import type { Json, KindKey } from "../../api/contract";
import { type Block, type DesignDraft, entityOf, type FieldDocument, partsOf } from "./documents";
import type { DesignEdit } from "./edit";

export type Layer = "annotation" | "keyword" | "required" | "block" | "rows";
export type Control =
  | "switch"
  | "text"
  | "words"
  | "integer"
  | "number"
  | "choice"
  | "options"
  | "tree"
  | "formula"
  | "entity"
  | "half"
  | "default"
  | "panels"
  | "path"
  | "measure";
export type Property = { name: string; layer: Layer; control: Control; choices?: string[]; title?: string };

const at = (layer: Layer, control: Control, name: string, choices?: string[], title?: string): Property => ({
  name,
  layer,
  control,
  ...(choices && { choices }),
  ...(title && { title }),
});

const REQUIRED = at("required", "switch", "required");
const HELP = at("annotation", "words", "help");
const PLACEHOLDER = at("block", "words", "placeholder");
const DEFAULT = at("block", "default", "default");
const SPAN = at("block", "choice", "span", ["1", "2", "3", "4"]);
const UNIQUE = at("annotation", "switch", "unique");
const SEARCH = at("annotation", "switch", "search");
const COMMON: Property[] = [
  SPAN,
  at("block", "half", "phone"),
  at("block", "switch", "readonly"),
  at("block", "switch", "hidden"),
  at("block", "formula", "default_formula"),
  at("block", "path", "fill"),
  at("annotation", "choice", "mask", ["none", "phone", "email", "id", "name", "all"]),
  at("annotation", "switch", "personal"),
];
const LENGTHS = [at("keyword", "integer", "maxLength"), at("keyword", "integer", "minLength")];
const BOUNDS = [at("annotation", "number", "min"), at("annotation", "number", "max")];

/** The first four; with the name above them they are the five most used. */
const OWN: Partial<Record<KindKey, Property[]>> = {
  text: [REQUIRED, HELP, PLACEHOLDER, UNIQUE, DEFAULT, ...LENGTHS, at("keyword", "text", "pattern"), SEARCH],
  long_text: [REQUIRED, HELP, PLACEHOLDER, DEFAULT, ...LENGTHS, SEARCH],
  integer: [
    REQUIRED,
    HELP,
    at("keyword", "integer", "minimum", undefined, "min"),
    at("keyword", "integer", "maximum", undefined, "max"),
    DEFAULT,
    PLACEHOLDER,
  ],
  decimal: [REQUIRED, HELP, at("annotation", "integer", "scale"), ...BOUNDS, DEFAULT, PLACEHOLDER],
  percent: [REQUIRED, HELP, at("annotation", "integer", "scale"), ...BOUNDS, DEFAULT, PLACEHOLDER],
  money: [
    REQUIRED,
    HELP,
    at("annotation", "choice", "currency", ["CNY", "USD", "EUR", "HKD", "JPY"]),
    ...BOUNDS,
    at("annotation", "integer", "scale"),
  ],
  choice: [at("annotation", "options", "options"), REQUIRED, HELP, DEFAULT],
  multi_choice: [at("annotation", "options", "options"), REQUIRED, HELP],
  cascader: [at("annotation", "tree", "options"), REQUIRED, HELP, at("annotation", "switch", "leaf_only")],
  rating: [REQUIRED, HELP, at("annotation", "number", "max"), DEFAULT],
  users: [REQUIRED, HELP],
  date_range: [REQUIRED, HELP],
  geo_point: [REQUIRED, HELP],
  rich_text: [REQUIRED, HELP, SEARCH],
  json: [REQUIRED, HELP],
  attachment: [REQUIRED, HELP],
  image: [REQUIRED, HELP],
  signature: [REQUIRED, HELP],
  reference: [at("annotation", "entity", "target"), REQUIRED, HELP],
  references: [at("annotation", "entity", "target"), REQUIRED, HELP],
  formula: [at("annotation", "formula", "formula"), HELP, at("annotation", "integer", "scale")],
  auto_number: [
    at("annotation", "text", "pattern", undefined, "autoPattern"),
    at("annotation", "choice", "reset", ["never", "year", "month", "day"]),
    HELP,
    SEARCH,
  ],
  lookup: [at("annotation", "path", "via"), HELP],
  roll_up: [
    at("annotation", "entity", "target"),
    at("annotation", "text", "via"),
    at("annotation", "measure", "measure"),
    HELP,
  ],
  sub_table: [
    REQUIRED,
    at("rows", "integer", "least"),
    at("rows", "integer", "most"),
    HELP,
    at("rows", "switch", "add"),
    at("rows", "switch", "remove"),
  ],
  phone: [REQUIRED, HELP, PLACEHOLDER, UNIQUE, SEARCH, DEFAULT],
  email: [REQUIRED, HELP, PLACEHOLDER, UNIQUE, SEARCH, DEFAULT],
};
const OTHER: Property[] = [REQUIRED, HELP, PLACEHOLDER, DEFAULT];
const COMPUTED: KindKey[] = ["formula", "auto_number", "lookup", "roll_up"];
/** What computed fields have no use for. */
const NOT_COMPUTED = ["required", "placeholder", "default", "default_formula", "fill", "readonly"];

export function propertiesOf(block: Block, field: FieldDocument | undefined): Property[] {
  if (block.type === "section")
    return [
      at("block", "choice", "columns", ["1", "2", "3", "4"]),
      at("block", "words", "help"),
      at("block", "switch", "collapsible"),
      at("block", "switch", "collapsed"),
    ];
  if (block.type === "text")
    return [
      at("block", "words", "labels", undefined, "text"),
      at("block", "choice", "tone", ["plain", "info", "warning"]),
    ];
  if (block.type === "tabs" || block.type === "steps") return [at("block", "panels", "panels")];
  if (!field) return COMMON;
  const { kind } = field["x-field"];
  const all = [...(OWN[kind] ?? OTHER), ...COMMON];
  return COMPUTED.includes(kind) ? all.filter((one) => !NOT_COMPUTED.includes(one.name)) : all;
}

export function propertyValue(
  draft: DesignDraft,
  reference: string,
  block: Block,
  property: Property,
): Json | undefined {
  const { key } = partsOf(reference);
  const entity = entityOf(draft, reference);
  const field = entity?.properties[key];
  switch (property.layer) {
    case "annotation":
      return field?.["x-field"][property.name];
    case "keyword":
      return field?.[property.name];
    case "required":
      return entity?.required?.includes(key) ?? false;
    case "block":
      return (block as unknown as { [name: string]: Json | undefined })[property.name];
    case "rows":
      return block.type === "field"
        ? (block.rows as { [name: string]: Json | undefined } | undefined)?.[property.name]
        : undefined;
    default:
      return property.layer satisfies never;
  }
}

/** Values that are left out when they are written, since they are what is meant without them. */
const USUAL: { [name: string]: Json } = {
  span: 1,
  columns: 1,
  mask: "none",
  tone: "plain",
  phone: "full",
  reset: "never",
  add: true,
  leaf_only: true,
  remove: true,
};

export function setting(reference: string, block: Block, property: Property, value: Json | undefined): DesignEdit {
  const { name, layer } = property;
  const usual = name in USUAL ? USUAL[name] : false;
  const written = value === usual || value === "" || value === null ? undefined : value;
  switch (layer) {
    case "annotation":
      return { kind: "annotation-set", reference, name, value: written };
    case "keyword":
      return { kind: "keyword-set", reference, name, value: written };
    case "required":
      return { kind: "required-set", reference, value: value === true };
    case "block":
      return { kind: "block-set", reference, name, value: written };
    case "rows": {
      const rows = block.type === "field" ? block.rows : undefined;
      const { [name as "least"]: _, ...others } = rows ?? { columns: [] };
      const next = written === undefined ? others : { ...others, [name]: written };
      return { kind: "block-set", reference, name: "rows", value: next as unknown as Json };
    }
    default:
      return layer satisfies never;
  }
}
