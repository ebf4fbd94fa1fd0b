import { useWatched } from "../../engine/watchers";
import type { Panels } from "../../model/designer/documents";
import { useFillingParts } from "./filling";

/** Numbers of the panels that no rule hides. */
export function useVisiblePanels(panels: Panels): number[] {
  const { store } = useFillingParts();
  const keys = panels.panels.map((panel) => panel.key);
  const shown = useWatched(store, keys, () => keys.map((key) => (store.field(key).visible ? 1 : 0)).join(""));
  return keys.flatMap((_, at) => (shown[at] === "1" ? [at] : []));
}
