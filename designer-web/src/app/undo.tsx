/** Taking back a batch, wherever the person went meanwhile; asks when rows were edited since. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../api/client";
import { undoBatch } from "../api/records";
import { useFailureToast } from "./hooks";
import { showToast } from "./toast";

type Question = { batch: string; edited: number };
let question: Question | null = null;
const listeners = new Set<() => void>();

function ask(next: Question | null) {
  question = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const EditedSince = lazy(() => import("./EditedSince"));

export function useUndoBatch() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const undo = async (batch: string, keepEdited?: boolean): Promise<void> => {
    try {
      const result = await undoBatch(batch, keepEdited);
      showToast(t("list.undoneCount", { count: result.undone }));
      await queryClient.invalidateQueries();
    } catch (reason) {
      const problem = problemOf(reason);
      if (problem.code === "edited_since") ask({ batch, edited: problem.edited?.length ?? 0 });
      else fail(reason, () => void undo(batch, keepEdited));
    }
  };
  return undo;
}

export function UndoQuestion() {
  const pending = useSyncExternalStore(subscribe, () => question);
  const undo = useUndoBatch();
  if (!pending) return null;
  return (
    <Suspense>
      <EditedSince
        count={pending.edited}
        onClose={() => ask(null)}
        onDecide={(keep) => {
          ask(null);
          void undo(pending.batch, keep);
        }}
      />
    </Suspense>
  );
}
