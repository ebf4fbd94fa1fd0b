/**
 * Conditions as a person builds them, and the Filter they become.
 *
 * Shape:  `Condition[]` joined by "all" or "any" ⇄ `Filter`; half-filled conditions are left out.
 * Source: Filter grammar in docs/spec/http.md and DESIGN §10.
 */
import type { Field, Filter, Json, KindKey, Operator } from "../api/contract";
import { isBlank, shownKind } from "./value";

export type Condition = { field: string; op: Operator; value?: Json };
export type Conditions = { join: "all" | "any"; items: Condition[] };

export const NO_CONDITIONS: Conditions = { join: "all", items: [] };

const TEXT: Operator[] = ["contains", "eq", "ne", "starts_with", "is_empty", "is_not_empty"];
const NUMBER: Operator[] = ["eq", "ne", "gte", "lte", "gt", "lt", "between", "is_empty", "is_not_empty"];
const MOMENT: Operator[] = ["eq", "gte", "lte", "between", "is_empty", "is_not_empty"];
const ONE_OF: Operator[] = ["in", "not_in", "is_empty", "is_not_empty"];
const MANY: Operator[] = ["has_any", "has_all", "is_empty", "is_not_empty"];
const EMPTINESS: Operator[] = ["is_empty", "is_not_empty"];

const BY_KIND: Partial<Record<KindKey, Operator[]>> = {
  integer: NUMBER,
  decimal: NUMBER,
  money: NUMBER,
  percent: NUMBER,
  rating: NUMBER,
  duration: NUMBER,
  date: MOMENT,
  time: ["eq", "gte", "lte", "is_empty", "is_not_empty"],
  datetime: ["gte", "lte", "between", "is_empty", "is_not_empty"],
  boolean: ["eq"],
  choice: ONE_OF,
  cascader: ONE_OF,
  user: ONE_OF,
  department: ONE_OF,
  reference: ["eq", "ne", "is_empty", "is_not_empty"],
  references: MANY,
  users: MANY,
  multi_choice: MANY,
  tags: MANY,
  attachment: EMPTINESS,
  image: EMPTINESS,
  signature: EMPTINESS,
  json: EMPTINESS,
  rich_text: ["contains", "starts_with", "is_empty", "is_not_empty"],
  date_range: EMPTINESS,
  geo_point: EMPTINESS,
  sub_table: [],
};

/** Operators offered for a field: in our order, cut to what the server says it can. */
export function operatorsOf(field: Field): Operator[] {
  const preferred = BY_KIND[shownKind(field)] ?? TEXT;
  const allowed = field.operators;
  if (!allowed) return preferred;
  const offered = preferred.filter((operator) => allowed.includes(operator));
  return offered.length > 0 ? offered : allowed;
}

export const needsValue = (op: Operator) => op !== "is_empty" && op !== "is_not_empty";
export const wantsList = (op: Operator) => op === "in" || op === "not_in" || op === "has_any" || op === "has_all";

export function isComplete(condition: Condition): boolean {
  if (!needsValue(condition.op)) return true;
  if (condition.op === "between") {
    const ends = Array.isArray(condition.value) ? condition.value : [];
    return ends.length === 2 && ends.every((end) => !isBlank(end));
  }
  return !isBlank(condition.value);
}

export function toFilter(conditions: Conditions): Filter | null {
  const complete = conditions.items.filter(isComplete).map(toLeaf);
  if (complete.length === 0) return null;
  if (complete.length === 1) return complete[0] ?? null;
  return conditions.join === "all" ? { and: complete } : { or: complete };
}

function toLeaf({ field, op, value }: Condition): Filter {
  return needsValue(op) ? { field, op, value } : { field, op };
}

/** Filters that a person's conditions cannot express come back as `null`: they are applied, but not edited here. */
export function fromFilter(filter: Filter | null | undefined): Conditions | null {
  if (!filter) return NO_CONDITIONS;
  if ("field" in filter) return { join: "all", items: [filter] };
  const parts = "and" in filter ? filter.and : "or" in filter ? filter.or : null;
  if (!parts) return null;
  const leaves = parts.filter((part) => "field" in part);
  return leaves.length === parts.length ? { join: "and" in filter ? "all" : "any", items: leaves } : null;
}

export function both(left: Filter | null | undefined, right: Filter | null | undefined): Filter | null {
  if (!left) return right ?? null;
  return right ? { and: [left, right] } : left;
}

/** A new operator keeps the value where it still fits. */
export function withOperator(condition: Condition, op: Operator): Condition {
  const { value } = condition;
  if (!needsValue(op)) return { field: condition.field, op };
  if (wantsList(op))
    return { ...condition, op, value: Array.isArray(value) ? value : isBlank(value) ? [] : [value as Json] };
  if (op === "between") return { ...condition, op, value: Array.isArray(value) ? value : [value ?? null, null] };
  return { ...condition, op, value: Array.isArray(value) ? value[0] : value };
}
