/** The fields of an entity as lists, conditions and columns see them: its own and those every entity has. */
import type { Entity, Field, KindKey, Operator } from "../api/contract";
import { shownKind } from "./value";

const MOMENT_OPERATORS: Operator[] = ["gte", "lte", "between"];
const PERSON_OPERATORS: Operator[] = ["eq", "ne", "in", "is_empty", "is_not_empty"];

function system(key: string, kind: KindKey, chinese: string, english: string, operators: Operator[]): Field {
  return {
    key,
    kind,
    labels: { "zh-CN": chinese, en: english },
    right: "readonly",
    operators,
    sortable: kind === "datetime",
    searchable: false,
  };
}

export const SYSTEM_FIELDS: Field[] = [
  { ...system("owner_id", "user", "负责人", "Owner", PERSON_OPERATORS), right: "editable" },
  system("department_id", "department", "所属部门", "Department", PERSON_OPERATORS),
  system("created_at", "datetime", "创建时间", "Created", MOMENT_OPERATORS),
  system("created_by", "user", "创建人", "Created by", PERSON_OPERATORS),
  system("updated_at", "datetime", "更新时间", "Updated", MOMENT_OPERATORS),
  system("updated_by", "user", "更新人", "Updated by", PERSON_OPERATORS),
];

/** The days of a range as fields of their own, so that conditions can ask for them. */
function partsOf(field: Field): Field[] {
  if (shownKind(field) !== "date_range" || field.right === "masked") return [];
  const { labels, right } = field;
  const part = (key: string, words: Record<string, string>): Field => ({
    key: `${field.key}.${key}`,
    kind: "date",
    labels: Object.fromEntries(
      Object.entries(labels).map(([language, label]) => [language, `${label} ${words[language] ?? key}`]),
    ),
    right,
  });
  return [part("start", { "zh-CN": "开始", en: "start" }), part("end", { "zh-CN": "结束", en: "end" })];
}

/** The fields a condition can ask: an entity's own with the parts of composites behind them, and those every entity has. */
export const askedFields = (entity: Entity): Field[] =>
  allFields(entity).flatMap((field) => [field, ...partsOf(field)]);

export function allFields(entity: Entity): Field[] {
  const own = new Set(entity.fields.map((field) => field.key));
  return [...entity.fields, ...SYSTEM_FIELDS.filter((field) => !own.has(field.key))];
}

export function fieldOf(entity: Entity, key: string): Field | undefined {
  const whole = entity.fields.find((field) => field.key === key) ?? SYSTEM_FIELDS.find((field) => field.key === key);
  return whole ?? entity.fields.flatMap(partsOf).find((field) => field.key === key);
}

const EXPANDED: KindKey[] = ["user", "users", "department", "reference", "references"];

/** Which of `keys` the server should answer with titles instead of ids. */
export function expandable(entity: Entity, keys: string[]): string[] {
  return keys.filter((key) => {
    const field = fieldOf(entity, key);
    return field !== undefined && EXPANDED.includes(shownKind(field));
  });
}

/** Groups with the fields that exist for this person; what no group names comes last under its own heading. */
export function groupsOf(entity: Entity): { key: string; group: Entity["groups"][number] | null; fields: Field[] }[] {
  const byKey = new Map(entity.fields.map((field) => [field.key, field]));
  const groups = entity.groups.map((group) => ({
    key: group.key,
    group,
    fields: group.fields.flatMap((key) => {
      const field = byKey.get(key);
      byKey.delete(key);
      return field ? [field] : [];
    }),
  }));
  const rest = { key: "", group: null, fields: [...byKey.values()] };
  return [...groups, rest].filter((entry) => entry.fields.length > 0);
}
