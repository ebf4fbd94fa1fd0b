/** What the address of a list carries, so that a list can be bookmarked, shared and returned to. */
import type { Filter } from "../api/contract";

export type ListSearch = { q?: string; filter?: Filter; sort?: string; panel?: "new" };
export type PanelSearch = { panel?: "edit" };

function isFilter(value: unknown): value is Filter {
  if (typeof value !== "object" || value === null) return false;
  return ["field", "and", "or", "not", "exists"].some((key) => key in value);
}

export function parseListSearch(search: Record<string, unknown>): ListSearch {
  return {
    q: search.q === undefined || search.q === "" ? undefined : String(search.q),
    filter: isFilter(search.filter) ? search.filter : undefined,
    sort: typeof search.sort === "string" && search.sort ? search.sort : undefined,
    panel: search.panel === "new" ? "new" : undefined,
  };
}
