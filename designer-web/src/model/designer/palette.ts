/**
 * What can be put on a form, by groups, and what it is when it is new.
 *
 * Shape:  an item is a kind of field or a block without a value; `words` is how it is found: pinyin, initials, English.
 */
import type { Json, KindKey, Labels } from "../../api/contract";
import {
  type Annotation,
  type DesignDraft,
  type EntityDocument,
  type Place,
  partsOf,
  rowsOf,
  SCHEMA,
} from "./documents";
import type { DesignEdit } from "./edit";
import { freeKey, takenKeys } from "./keys";
import { find } from "./tree";

export type BlockKind = "section" | "tabs" | "steps" | "text_block";
export type ItemKey = KindKey | BlockKind;
export type Item = { key: ItemKey; words: string };
export type Group = { key: string; items: Item[] };

const item = (key: ItemKey, words: string): Item => ({ key, words });

export const GROUPS: Group[] = [
  {
    key: "text",
    items: [
      item("text", "dan hang wen ben dhwb text line"),
      item("long_text", "duo hang wen ben dhwb long text"),
      item("rich_text", "fu wen ben tu wen fwb tw rich text html"),
      item("phone", "dian hua shou ji dh sj phone"),
      item("email", "you xiang yx email mail"),
      item("url", "wang zhi wz url link"),
      item("id_number", "shen fen zheng sfz id number card"),
      item("address", "di zhi dz address"),
      item("geo_point", "ding wei wei zhi dw wz geo location point"),
    ],
  },
  {
    key: "number",
    items: [
      item("integer", "zheng shu zs integer"),
      item("decimal", "shu zi xiao shu sz xs decimal number"),
      item("money", "jin e je money amount"),
      item("percent", "bai fen bi bfb percent"),
      item("rating", "ping fen xing ji pf xj rating stars"),
    ],
  },
  {
    key: "moment",
    items: [
      item("date", "ri qi rq date"),
      item("time", "shi jian sj time"),
      item("datetime", "ri qi shi jian rqsj datetime"),
      item("date_range", "ri qi fan wei qi zhi rqfw qz date range"),
      item("duration", "shi chang sc duration"),
    ],
  },
  {
    key: "choice",
    items: [
      item("choice", "dan xuan xia la dx xl choice select"),
      item("multi_choice", "duo xuan dx multi choice"),
      item("cascader", "ji lian duo ji jl dj cascader tree"),
      item("boolean", "kai guan shi fou kg sf boolean switch"),
      item("tags", "biao qian bq tags"),
    ],
  },
  {
    key: "people",
    items: [
      item("user", "ren yuan cheng yuan ry cy user person"),
      item("users", "duo ren ren yuan dr ry users persons"),
      item("department", "bu men bm department"),
    ],
  },
  {
    key: "relation",
    items: [
      item("sub_table", "ming xi zi biao mx zb sub table rows"),
      item("reference", "guan lian gl reference link"),
      item("references", "guan lian duo tiao gldt references"),
      item("lookup", "ta biao zi duan yin yong tbzd yy lookup"),
      item("roll_up", "hui zong hz roll up"),
    ],
  },
  {
    key: "computed",
    items: [
      item("formula", "gong shi ji suan gs js formula"),
      item("auto_number", "zi dong bian hao zdbh auto number"),
    ],
  },
  {
    key: "file",
    items: [
      item("attachment", "fu jian wen jian fj wj attachment file"),
      item("image", "tu pian zhao pian tp zp image photo picture"),
      item("signature", "qian ming qian zi qm qz signature"),
      item("json", "jie gou shu ju json"),
    ],
  },
  {
    key: "layout",
    items: [
      item("section", "fen zu fen duan fz fd section group"),
      item("tabs", "biao qian ye bqy tabs"),
      item("steps", "bu zhou fen bu bz fb steps"),
      item("text_block", "shuo ming wen zi smwz text note"),
    ],
  },
];

export const ITEMS: Item[] = GROUPS.flatMap((group) => group.items);
const BLOCKS: ItemKey[] = ["section", "tabs", "steps", "text_block"];
/** Rows hold fields with one value (docs/spec/definitions.md). */
const NOT_IN_ROWS: ItemKey[] = [
  ...BLOCKS,
  "sub_table",
  "references",
  "multi_choice",
  "tags",
  "users",
  "attachment",
  "image",
  "signature",
  "lookup",
  "roll_up",
  "auto_number",
];

export const isBlock = (key: ItemKey): key is BlockKind => BLOCKS.includes(key);
export const fitsRows = (key: ItemKey) => !NOT_IN_ROWS.includes(key);

/** Items found by name, pinyin, initials or English; the order stays. */
export function searchItems(typed: string, nameOf: (key: ItemKey) => string): Item[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return ITEMS;
  const plain = wanted.replaceAll(/\s/g, "");
  const rank = ({ key, words }: Item) => {
    const name = nameOf(key).toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (words.split(" ").some((word) => word === plain)) return 1;
    return name.includes(wanted) || words.replaceAll(" ", "").includes(plain) ? 2 : 3;
  };
  return ITEMS.map((one) => ({ one, rank: rank(one) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.one);
}

/** Words for new things, in the languages there are. */
export type Naming = (text: ItemKey | "option" | "panel" | "step" | "column", number?: number) => Labels;

const option = (naming: Naming, number: number): Json => ({
  key: `option_${number}`,
  labels: naming("option", number),
});

function annotation(kind: KindKey, naming: Naming, draft: DesignDraft): Annotation {
  const head: Annotation = { kind, labels: naming(kind) };
  switch (kind) {
    case "choice":
    case "cascader":
    case "multi_choice":
      return { ...head, options: [1, 2, 3].map((number) => option(naming, number)) };
    case "rating":
      return { ...head, max: "5" };
    case "auto_number":
      return { ...head, pattern: "{yyyy}{mm}{dd}-{0000}", reset: "day" };
    case "decimal":
      return { ...head, scale: 2 };
    case "reference":
    case "references":
      return { ...head, target: draft.entity["x-entity"].key };
    case "formula":
      return { ...head, formula: "0" };
    default:
      return head;
  }
}

/** The edit that puts a new thing at a place, with the reference of what it makes; `null` where it cannot lie. */
export function adding(
  draft: DesignDraft,
  key: ItemKey,
  at: Place,
  naming: Naming,
): { edit: DesignEdit; reference: string } | null {
  const table = find(draft.form, at.in)?.block.type === "field" ? at.in : undefined;
  if (table !== undefined && !fitsRows(key)) return null;
  if (isBlock(key)) {
    const made = freeKey(key === "text_block" ? "note" : key, takenKeys(draft));
    return { edit: { kind: "block-added", block: newBlock(key, made, naming, draft), at }, reference: made };
  }
  const taken = table === undefined ? takenKeys(draft) : Object.keys(rowsOf(draft, table)?.properties ?? {});
  const made = freeKey(key, taken);
  const field = { "x-field": annotation(key, naming, draft) };
  const reference = table === undefined ? made : `${table}.${made}`;
  if (key !== "sub_table") return { edit: { kind: "field-added", key: made, field, at }, reference };
  const target = freeKey(`${draft.entity["x-entity"].key}_${made}`, Object.keys(draft.rows));
  field["x-field"].target = target;
  return { edit: { kind: "field-added", key: made, field, at, rows: newRows(draft, target, naming) }, reference };
}

function newBlock(key: BlockKind, made: string, naming: Naming, draft: DesignDraft) {
  if (key === "section")
    return { type: "section" as const, key: made, labels: naming("section"), columns: 2, blocks: [] };
  if (key === "text_block") return { type: "text" as const, key: made, labels: naming("text_block") };
  const taken = takenKeys(draft).add(made);
  const panels = [1, 2].map((number) => {
    const panel = freeKey(`${made}_${number}`, taken);
    taken.add(panel);
    return { key: panel, labels: naming(key === "tabs" ? "panel" : "step", number), blocks: [] };
  });
  return { type: key, key: made, panels };
}

function newRows(draft: DesignDraft, key: string, naming: Naming): EntityDocument {
  const { key: parent, app } = draft.entity["x-entity"];
  return {
    $schema: SCHEMA,
    type: "object",
    required: [],
    "x-entity": { format: 1, key, ...(app !== undefined && { app }), labels: naming("sub_table"), parent },
    properties: { text: { "x-field": { kind: "text", labels: naming("column", 1) } } },
  };
}

/** Where something new goes without being dragged: behind what is selected, else at the end. */
export function placeAfter(draft: DesignDraft, reference: string | undefined, key: ItemKey | undefined): Place {
  const found = reference === undefined ? undefined : find(draft.form, reference);
  const end = { in: "", at: draft.form.layout.length };
  if (!found) return end;
  if (found.block.type === "section") return { in: found.block.key, at: found.block.blocks.length };
  const { table } = partsOf(found.reference);
  if (table !== undefined && key !== undefined && !fitsRows(key)) return placeAfter(draft, table, key);
  return { in: found.place.in, at: found.place.at + 1 };
}
