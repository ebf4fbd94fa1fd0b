/** What the address of a list carries, so that a list can be bookmarked, shared and returned to. */
import type { Filter } from "../api/contract";

export type Span = "day" | "week" | "month";
export type ListSearch = {
  q?: string;
  filter?: Filter;
  sort?: string;
  panel?: "new";
  /** The day a calendar or timeline shows, and how much around it. */
  day?: string;
  span?: Span;
};
export type PanelSearch = { panel?: "edit" };

const SPANS: Span[] = ["day", "week", "month"];

function isFilter(value: unknown): value is Filter {
  if (typeof value !== "object" || value === null) return false;
  return ["field", "and", "or", "not", "exists"].some((key) => key in value);
}

const isDay = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));

export function parseListSearch(search: Record<string, unknown>): ListSearch {
  return {
    q: search.q === undefined || search.q === "" ? undefined : String(search.q),
    filter: isFilter(search.filter) ? search.filter : undefined,
    sort: typeof search.sort === "string" && search.sort ? search.sort : undefined,
    panel: search.panel === "new" ? "new" : undefined,
    day: isDay(search.day) ? search.day : undefined,
    span: SPANS.find((span) => span === search.span),
  };
}
