/**
 * Who sees a field.
 *
 * Shape:  a field's right per role; nothing is written for what everybody with the record may change.
 * Source: docs/spec/definitions.md, role: hidden < masked < readonly < editable (the default).
 */
import type { Role } from "../../api/contract";

export const RIGHTS = ["editable", "readonly", "masked", "hidden"] as const;
export type FieldRightWord = (typeof RIGHTS)[number];

/** Roles that have to do with an entity; an administrator's sees everything. */
export const rolesOf = (roles: { [key: string]: Role }, entity: string): Role[] =>
  Object.values(roles).filter((role) => !role.admin && role.entities?.[entity] !== undefined);

export function rightOf(role: Role, entity: string, field: string): FieldRightWord {
  const found = role.entities?.[entity]?.fields?.[field];
  return RIGHTS.find((right) => right === found) ?? "editable";
}

export function withRight(role: Role, entity: string, field: string, right: FieldRightWord): Role {
  const about = role.entities?.[entity] ?? {};
  const { [field]: _, ...others } = about.fields ?? {};
  const fields = right === "editable" ? others : { ...others, [field]: right };
  return { ...role, entities: { ...role.entities, [entity]: { ...about, fields } } };
}

/** Every action on everything, as far as a person's own work needs it: what a new table gives to a chosen role. */
export function withEntity(role: Role, entity: string): Role {
  const actions = { view: "all", create: "all", edit: "all", delete: "own", import: "all", export: "own" } as const;
  return { ...role, entities: { ...role.entities, [entity]: { actions } } };
}

/** A role without rights on fields that are not there; the same role when it names none. */
export function withoutGone(role: Role, entity: string, there: string[]): Role {
  const about = role.entities?.[entity];
  const fields = Object.entries(about?.fields ?? {});
  const left = fields.filter(([field]) => there.includes(field));
  if (!about || left.length === fields.length) return role;
  return { ...role, entities: { ...role.entities, [entity]: { ...about, fields: Object.fromEntries(left) } } };
}
