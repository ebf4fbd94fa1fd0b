/**
 * From the server's pointers to what can be seen on the canvas.
 *
 * Shape:  `/entity/lead/properties/name/…`, `/form/lead/layout/2/blocks/0/…`, `/form/lead/rules/1/when` → where it is.
 */
import type { Issue } from "../../api/contract";
import { pointerParts } from "../issue";
import { type Block, type DesignDraft, keyOf } from "./documents";

export type Where =
  | { at: "block"; reference: string }
  | { at: "rule" | "check"; key: string; table?: string }
  | { at: "form" };
export type PlacedIssue = Issue & { where: Where };

export function placed(draft: DesignDraft, issues: Issue[]): PlacedIssue[] {
  return issues.map((issue) => ({ ...issue, where: whereIs(draft, pointerParts(issue.pointer)) }));
}

function whereIs(draft: DesignDraft, [kind, key = "", ...path]: string[]): Where {
  if (kind === "form") return inForm(draft, path);
  if (kind !== "entity") return { at: "form" };
  const own = key === draft.entity["x-entity"].key;
  const table = own ? undefined : tableOf(draft, key);
  if (!own && table === undefined) return { at: "form" };
  const [first, second = ""] = path;
  if (first === "properties" && second) return { at: "block", reference: own ? second : `${table}.${second}` };
  return own ? { at: "form" } : { at: "block", reference: table ?? "" };
}

/** The sub-table whose rows an entity is. */
export function tableOf(draft: DesignDraft, entity: string): string | undefined {
  return Object.entries(draft.entity.properties).find(([, field]) => {
    const about = field["x-field"];
    return about.kind === "sub_table" && about.target === entity;
  })?.[0];
}

function inForm(draft: DesignDraft, [part, at = "", ...path]: string[]): Where {
  const number = Number(at);
  if (part === "rules" || part === "checks") {
    const found = draft.form[part]?.[number];
    return found ? { at: part === "rules" ? "rule" : "check", key: found.key } : { at: "form" };
  }
  if (part !== "layout") return { at: "form" };
  const block = draft.form.layout[number];
  return block ? inBlock(block, path) : { at: "form" };
}

function inBlock(block: Block, [part, at = "", ...path]: string[]): Where {
  const here: Where = { at: "block", reference: keyOf(block) };
  const number = Number(at);
  if (block.type === "section" && part === "blocks") {
    const inner = block.blocks[number];
    return inner ? inBlock(inner, path) : here;
  }
  if ((block.type === "tabs" || block.type === "steps") && part === "panels") {
    const inner = block.panels[number]?.blocks[Number(path[1])];
    return inner ? inBlock(inner, path.slice(2)) : here;
  }
  if (block.type !== "field" || part !== "rows" || !block.rows) return here;
  const [index = ""] = path;
  const list = at;
  if (list === "columns") {
    const column = block.rows.columns[Number(index)];
    return column ? { at: "block", reference: `${block.field}.${column.field}` } : here;
  }
  if (list === "rules" || list === "checks") {
    const found = block.rows[list]?.[Number(index)];
    if (found) return { at: list === "rules" ? "rule" : "check", key: found.key, table: block.field };
  }
  return here;
}
