/** Departments as a tree. */
import type { Department } from "../api/contract";

export type Branch = Department & { children: Branch[] };

export function treeOf(departments: Department[]): Branch[] {
  const known = new Set(departments.map((department) => department.id));
  const ordered = [...departments].sort(
    (a, b) => (a.order ?? 0) - (b.order ?? 0) || a.name.localeCompare(b.name, "zh-CN"),
  );
  const under = (parent: string | null): Branch[] =>
    ordered
      .filter(
        (department) =>
          (department.parent_id && known.has(department.parent_id) ? department.parent_id : null) === parent,
      )
      .map((department) => ({ ...department, children: under(department.id) }));
  return under(null);
}

export function pathOf(departments: Department[], id: string | null | undefined): string {
  const names: string[] = [];
  for (let at = departments.find((department) => department.id === id); at && names.length < 12; ) {
    names.unshift(at.name);
    const parent = at.parent_id;
    at = departments.find((department) => department.id === parent);
  }
  return names.join(" / ");
}

/** A department cannot move below itself. */
export function isBelow(departments: Department[], id: string, ancestor: string): boolean {
  const parents = new Map(departments.map((department) => [department.id, department.parent_id ?? null]));
  let at: string | null = id;
  for (let steps = 0; at && steps <= departments.length; steps++) {
    if (at === ancestor) return true;
    at = parents.get(at) ?? null;
  }
  return false;
}
