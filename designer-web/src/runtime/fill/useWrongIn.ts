/** How many mistakes are told in some blocks now. */
import { useMemo } from "react";
import { ISSUES, useWatched } from "../../engine/watchers";
import type { Block } from "../../model/designer/documents";
import { placedIn, wrongIn } from "../../model/filling";
import { useFillingParts } from "./filling";

export function useWrongIn(blocks: readonly Block[]): number {
  const { store, judgement } = useFillingParts();
  const fields = useMemo(() => new Set(placedIn(blocks).map((one) => one.field)), [blocks]);
  const count = () => {
    const own = judgement.judgedWhole() ? (store.whole()?.issues ?? []) : [];
    return wrongIn(fields, new Set([...own, ...judgement.told()].map((issue) => issue.pointer)));
  };
  const own = useWatched(store, [ISSUES], count);
  const told = useWatched(judgement, [ISSUES], count);
  return Math.max(own, told);
}
