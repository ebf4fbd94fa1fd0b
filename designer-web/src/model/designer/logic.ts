/** Rules and checks of a form, or of the rows of one of its sub-tables. */
import type { Check, FormDocument, Rule } from "./documents";
import { find, replaced } from "./tree";

/** The key of a sub-table, for what holds in each of its rows. */
export type Scope = { table?: string };
type Logic = { rules?: Rule[]; checks?: Check[] };
type LogicEdit =
  | { kind: "rule-put"; scope: Scope; rule: Rule }
  | { kind: "rule-removed"; scope: Scope; key: string }
  | { kind: "rule-moved"; scope: Scope; key: string; by: number }
  | { kind: "check-put"; scope: Scope; check: Check }
  | { kind: "check-removed"; scope: Scope; key: string };

export function logicOf(form: FormDocument, { table }: Scope): Logic {
  if (table === undefined) return form;
  const block = find(form, table)?.block;
  return (block?.type === "field" && block.rows) || {};
}

export function changeLogic(form: FormDocument, edit: LogicEdit): FormDocument {
  const { table } = edit.scope;
  if (table === undefined) return changed(form, edit);
  return replaced(form, table, (block) =>
    block.type === "field" && block.rows ? { ...block, rows: changed(block.rows, edit) } : block,
  );
}

function changed<T extends Logic>(logic: T, edit: LogicEdit): T {
  switch (edit.kind) {
    case "rule-put":
      return { ...logic, rules: put(logic.rules, edit.rule) };
    case "rule-removed":
      return { ...logic, rules: logic.rules?.filter((rule) => rule.key !== edit.key) };
    case "rule-moved":
      return { ...logic, rules: shifted(logic.rules ?? [], edit.key, edit.by) };
    case "check-put":
      return { ...logic, checks: put(logic.checks, edit.check) };
    case "check-removed":
      return { ...logic, checks: logic.checks?.filter((check) => check.key !== edit.key) };
    default:
      return edit satisfies never;
  }
}

function put<T extends { key: string }>(all: T[] = [], one: T): T[] {
  return all.some((old) => old.key === one.key) ? all.map((old) => (old.key === one.key ? one : old)) : [...all, one];
}

function shifted(rules: Rule[], key: string, by: number): Rule[] {
  const at = rules.findIndex((rule) => rule.key === key);
  const rule = rules[at];
  if (!rule) return rules;
  return rules.toSpliced(at, 1).toSpliced(Math.max(0, at + by), 0, rule);
}
