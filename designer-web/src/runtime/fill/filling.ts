/** What the parts of one form share while somebody fills it in. All of it stays the same; what changes is watched. */
import { createContext, useContext, useMemo } from "react";
import type { Entity } from "../../api/contract";
import type { FieldState, FormIssue } from "../../engine/contract";
import type { Judgement } from "../../engine/judgement";
import type { FormStore } from "../../engine/store";
import { useWatched } from "../../engine/watchers";
import type { Opened } from "./opened";

export type Shared = { store: FormStore; judgement: Judgement; opened: Opened; entity: Entity };

export const Filling = createContext<Shared | null>(null);

export function useFillingParts(): Shared {
  const shared = useContext(Filling);
  if (!shared) throw new Error("this is part of a form that is filled in");
  return shared;
}

/** What is told at a path now: the engine's once the place was left, and what the server refused. */
export function useTold(path: string, state: FieldState): FormIssue[] {
  const { judgement } = useFillingParts();
  const judged = useWatched(judgement, [path], () => judgement.judged(path));
  const told = useWatched(judgement, [path], () => judgement.toldAt(path));
  return useMemo(() => {
    const own = judged ? state.issues : [];
    return [...own, ...told.filter((issue) => !own.some((other) => other.message === issue.message))];
  }, [judged, told, state.issues]);
}
