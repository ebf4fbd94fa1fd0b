/** Steps of a form: one goes on when nothing is wrong with the one before. */
import { useWatched } from "../../engine/watchers";
import type { Panels } from "../../model/designer/documents";
import { placedIn, wrongIn } from "../../model/filling";
import { pointerParts } from "../../model/issue";
import { useFillingParts } from "./filling";
import { useVisiblePanels } from "./useVisiblePanels";

export function useSteps(panels: Panels) {
  const { store, judgement, opened } = useFillingParts();
  const visible = useVisiblePanels(panels);
  const turned = useWatched(opened, [panels.key], () => opened.at(panels.key) ?? 0);
  const place = Math.max(0, visible.indexOf(turned));

  /** Goes to the step at a place among those shown, or to the first mistake on the way there. */
  const go = async (to: number): Promise<void> => {
    await store.settled();
    const issues = store.whole()?.issues ?? [];
    for (let step = place; step < to; step++) {
      const placed = placedIn(panels.panels[visible[step] ?? 0]?.blocks ?? []);
      const fields = new Set(placed.map((one) => one.field));
      const wrong = issues.filter((issue) => wrongIn(fields, [issue.pointer]) > 0);
      if (wrong.length === 0) continue;
      const paths = wrong.map((issue) => pointerParts(issue.pointer).join("/"));
      judgement.leave([...fields, ...paths]);
      return opened.go(paths[0] ?? "");
    }
    opened.turn(panels.key, visible[to] ?? 0);
  };
  return { visible, place, last: place >= visible.length - 1, go };
}
