import type { Entity, View } from "../../api/contract";
import type { ListSearch } from "../../app/search";
import type { List } from "../list/useList";

/** What every way to look at records is given: what is shown, and the address that keeps how. */
export type BodyProps = {
  entity: Entity;
  view: View;
  list: List;
  search: ListSearch;
  /** Looked at, not worked in: nothing moves. */
  still?: boolean;
  go: (change: Partial<ListSearch>, replace?: boolean) => void;
};
