/**
 * Conditions in groups, two levels deep, and the Filter they become.
 *
 * Shape:  conditions or groups of conditions, joined by "all" or "any" ⇄ `Filter`; what goes deeper comes back as `null`
 *         and is left as it is, to be edited as a formula or in its app.
 */
import type { Filter } from "../../api/contract";
import { type Condition, type Conditions, fromFilter, isComplete, toFilter } from "../filter";

export type Groups = { join: Conditions["join"]; items: (Condition | Conditions)[] };

export const isGroup = (item: Condition | Conditions): item is Conditions => "items" in item;

export function groupsFrom(filter: Filter | undefined): Groups | null {
  if (!filter) return { join: "all", items: [] };
  const flat = fromFilter(filter);
  if (flat) return flat;
  const join = "and" in filter ? "all" : "any";
  const parts = "and" in filter ? filter.and : "or" in filter ? filter.or : null;
  if (!parts) return null;
  const items = parts.map((part) => ("field" in part ? part : fromFilter(part)));
  return items.every((one) => one !== null) ? { join, items: items as Groups["items"] } : null;
}

export function filterFrom(groups: Groups): Filter | undefined {
  const parts = groups.items.flatMap((item): Filter[] => {
    if (!isGroup(item)) {
      const one = isComplete(item) ? toFilter({ join: "all", items: [item] }) : null;
      return one ? [one] : [];
    }
    const complete = item.items.filter(isComplete);
    const one = toFilter({ join: item.join, items: complete });
    return one ? [one] : [];
  });
  if (parts.length < 2) return parts[0];
  return groups.join === "all" ? { and: parts } : { or: parts };
}
