/**
 * Field keys wherever they stand in rules, conditions and formulas.
 *
 * Shape:  `old → new` in filters (`field`), in formulas (`{old}`), in lists of fields; `undefined` takes a key out of lists.
 */
import type { Filter } from "../../api/contract";
import type { Block, Check, EntityDocument, FieldDocument, FormDocument, Rule } from "./documents";

export type Renaming = { from: string; to: string | undefined };

const first = (path: string, { from, to }: Renaming) =>
  to !== undefined && (path === from || path.startsWith(`${from}.`)) ? to + path.slice(from.length) : path;

export function inFormula(text: string, renaming: Renaming): string {
  return text.replace(/\{([^{}]*)\}/g, (_, path: string) => `{${first(path.trim(), renaming)}}`);
}

export function inFilter(filter: Filter, renaming: Renaming): Filter {
  if ("and" in filter) return { and: filter.and.map((one) => inFilter(one, renaming)) };
  if ("or" in filter) return { or: filter.or.map((one) => inFilter(one, renaming)) };
  if ("not" in filter) return { not: inFilter(filter.not, renaming) };
  if ("field" in filter) return { ...filter, field: first(filter.field, renaming) };
  return filter;
}

const inList = (keys: string[], { from, to }: Renaming) =>
  keys.flatMap((key) => (key === from ? (to === undefined ? [] : [to]) : [key]));

function inRule(rule: Rule, renaming: Renaming): Rule {
  const next = { ...rule };
  for (const list of ["show", "hide", "require", "readonly"] as const) {
    const keys = rule[list];
    if (keys) next[list] = inList(keys, renaming);
  }
  if (rule.when) next.when = inFilter(rule.when, renaming);
  if (rule.formula) next.formula = inFormula(rule.formula, renaming);
  const named = (field: string) => inList([field], renaming)[0];
  if (rule.options)
    next.options = rule.options.flatMap((one) => {
      const field = named(one.field);
      return field ? [{ ...one, field }] : [];
    });
  if (rule.set)
    next.set = rule.set.flatMap((one) => {
      const field = named(one.field);
      const formula = one.formula === undefined ? {} : { formula: inFormula(one.formula, renaming) };
      return field ? [{ ...one, field, ...formula }] : [];
    });
  return next;
}

const inCheck = (check: Check, renaming: Renaming): Check => ({
  ...check,
  ...(check.must && { must: inFilter(check.must, renaming) }),
  ...(check.formula && { formula: inFormula(check.formula, renaming) }),
  ...(check.fields && { fields: inList(check.fields, renaming) }),
});

/** Rules and checks, with nothing changed where the key does not occur. */
export function inLogic<T extends { rules?: Rule[]; checks?: Check[] }>(holder: T, renaming: Renaming): T {
  const same = <V>(old: V, next: V) => (JSON.stringify(old) === JSON.stringify(next) ? old : next);
  const rules =
    holder.rules &&
    same(
      holder.rules,
      holder.rules.map((rule) => inRule(rule, renaming)),
    );
  const checks =
    holder.checks &&
    same(
      holder.checks,
      holder.checks.map((check) => inCheck(check, renaming)),
    );
  return rules === holder.rules && checks === holder.checks ? holder : { ...holder, rules, checks };
}

/** The formulas of fields. */
export function inFields(entity: EntityDocument, renaming: Renaming): EntityDocument {
  const renamed = (field: FieldDocument): FieldDocument => {
    const { formula } = field["x-field"];
    if (typeof formula !== "string") return field;
    const next = inFormula(formula, renaming);
    return next === formula ? field : { ...field, "x-field": { ...field["x-field"], formula: next } };
  };
  const properties = Object.fromEntries(Object.entries(entity.properties).map(([key, field]) => [key, renamed(field)]));
  return { ...entity, properties };
}

/** Blocks that compute their first value from a field. */
export function inDefaults(form: FormDocument, renaming: Renaming): FormDocument {
  const visit = (block: Block): Block => {
    if (block.type === "section") return { ...block, blocks: block.blocks.map(visit) };
    if (block.type === "tabs" || block.type === "steps")
      return { ...block, panels: block.panels.map((panel) => ({ ...panel, blocks: panel.blocks.map(visit) })) };
    if (block.type !== "field") return block;
    const formula = block.default_formula && inFormula(block.default_formula, renaming);
    const fill = block.fill && first(block.fill, renaming);
    if (formula === block.default_formula && fill === block.fill) return block;
    return { ...block, ...(formula && { default_formula: formula }), ...(fill && { fill }) };
  };
  return { ...form, layout: form.layout.map(visit) };
}
