/**
 * A public form as the server describes it, read for showing.
 *
 * Shape:  `GET /api/v1/public/forms/{slug}` → blocks with their fields.
 * Source: docs/spec/forms.md §2, §7.
 */
import type { Json, Labels } from "../api/contract";

export type Option = { key: string; labels?: Labels; retired?: boolean; parent?: string };

export type FieldShape = {
  key: string;
  kind: string;
  labels?: Labels;
  help?: Labels;
  options?: Option[];
  currency?: string;
  scale?: number;
  max?: number | string;
  maxLength?: number;
  /** Fields of the rows of a sub-table. */
  columns?: FieldBlock[];
  add: boolean;
  remove: boolean;
};

export type FieldBlock = { type: "field"; field: FieldShape; labels?: Labels; help?: Labels; placeholder?: Labels };
export type Block =
  | FieldBlock
  | { type: "section"; key: string; labels?: Labels; help?: Labels; blocks: Block[] }
  | { type: "tabs" | "steps"; key: string; panels: { key: string; labels?: Labels; blocks: Block[] }[] }
  | { type: "text"; key: string; labels?: Labels; tone?: string };

export type PublicForm = {
  state: "open" | "not_yet" | "over" | "full";
  labels: Labels;
  description: Labels;
  submit: Labels;
  opens_at?: string | null;
  captcha: boolean;
  consent?: { labels: Labels; url?: string } | null;
  thanks: Labels;
  prefill: string[];
  parameters: string[];
  bundle?: Bundle | null;
  context?: unknown;
};

type Bundle = {
  form: { layout: Written[] };
  entities: { document: Document }[];
  remote?: boolean;
  [part: string]: unknown;
};
// biome-ignore lint/suspicious/noExplicitAny: what the server wrote, read member by member below
type Written = Record<string, any>;
type Document = {
  "x-entity": { key: string; parent?: string };
  properties: Record<string, Written>;
  required?: string[];
};

/** The blocks of an open form, each with what is known of its field. */
export function blocksOf(form: PublicForm): Block[] {
  const documents = new Map((form.bundle?.entities ?? []).map(({ document }) => [document["x-entity"].key, document]));
  const own = form.bundle?.entities[0]?.document;
  return own ? (form.bundle?.form.layout ?? []).flatMap((block) => read(block, own, documents)) : [];
}

function read(block: Written, own: Document, documents: Map<string, Document>): Block[] {
  const inside = (blocks: Written[] = []) => blocks.flatMap((one) => read(one, own, documents));
  switch (block.type) {
    case "field": {
      const field = fieldOf(block, own, documents);
      return field && !block.hidden ? [field] : [];
    }
    case "section":
      return [
        { type: "section", key: block.key, labels: block.labels, help: block.help, blocks: inside(block.blocks) },
      ];
    case "tabs":
    case "steps": {
      const panels = (block.panels as Written[]).map((panel) => ({
        key: panel.key,
        labels: panel.labels,
        blocks: inside(panel.blocks),
      }));
      return [{ type: block.type, key: block.key, panels }];
    }
    default:
      return [{ type: "text", key: block.key, labels: block.labels, tone: block.tone }];
  }
}

function fieldOf(block: Written, own: Document, documents: Map<string, Document>): FieldBlock | undefined {
  const property = own.properties[block.field];
  const annotation: Written = property?.["x-field"] ?? {};
  if (!property) return undefined;
  const rows: Written = block.rows ?? {};
  const child = annotation.kind === "sub_table" ? documents.get(annotation.target) : undefined;
  const columns = child && (rows.columns ?? []).flatMap((column: Written) => fieldOf(column, child, documents) ?? []);
  const labels: Labels | undefined = Object.keys(block.labels ?? {}).length > 0 ? block.labels : annotation.labels;
  const help: Labels | undefined = Object.keys(block.help ?? {}).length > 0 ? block.help : annotation.help;
  const field: FieldShape = {
    key: block.field,
    kind: annotation.kind,
    labels,
    options: annotation.options,
    currency: annotation.currency,
    scale: annotation.scale,
    max: annotation.max,
    maxLength: property.maxLength,
    columns,
    add: rows.add !== false,
    remove: rows.remove !== false,
  };
  return { type: "field", field, labels, help, placeholder: block.placeholder };
}

/** Every field of blocks, in their order. */
export function fieldsOf(blocks: readonly Block[]): FieldBlock[] {
  return blocks.flatMap((block) => {
    if (block.type === "field") return [block];
    if (block.type === "section") return fieldsOf(block.blocks);
    return block.type === "text" ? [] : block.panels.flatMap((panel) => fieldsOf(panel.blocks));
  });
}

/** A parameter of the address as a field's value; what it does not spell is no value. */
export function prefilled(field: FieldShape, text: string): Json | undefined {
  const told = text.trim().slice(0, 500);
  if (told === "") return undefined;
  switch (field.kind) {
    case "integer":
    case "rating":
      return /^-?\d{1,15}$/.test(told) ? Number(told) : undefined;
    case "boolean":
      return told === "true" || told === "1" ? true : told === "false" || told === "0" ? false : undefined;
    case "multi_choice":
    case "tags":
      return told
        .split(/[,，]/)
        .map((one) => one.trim())
        .filter(Boolean);
    case "choice":
      return field.options?.some((option) => option.key === told) ? told : undefined;
    case "money":
      return /^-?\d{1,12}(\.\d+)?$/.test(told) ? { amount: told, currency: field.currency ?? "CNY" } : undefined;
    case "attachment":
    case "image":
    case "signature":
    case "sub_table":
    case "address":
    case "date_range":
      return undefined;
    default:
      return told;
  }
}
