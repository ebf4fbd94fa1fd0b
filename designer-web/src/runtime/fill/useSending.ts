/** Sends what was answered; a retry after a lost answer is the same request. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { issuesOf, problemOf } from "../../api/client";
import type { RecordRow, Values } from "../../api/contract";
import type { Answers } from "../../engine/contract";
import { answersToSend } from "../../model/filling";
import { pointerParts } from "../../model/issue";
import type { Shared } from "./filling";
import type { FormSource, FormView } from "./source";
import { forgetFilling } from "./useFilling";

/** Answers that say nothing was written: a retry is a new request. After any other failure it must be the same one. */
const REFUSED = [400, 403, 409, 413, 422];

export function useSending(source: FormSource, view: FormView, { store, judgement, opened, entity }: Shared) {
  const queryClient = useQueryClient();
  const idempotency = useRef(crypto.randomUUID());
  const version = view.context.base?.version;
  const expected = typeof version === "number" ? version : undefined;

  const toSend = (): Answers => {
    const evaluation = store.whole();
    return evaluation ? answersToSend(store.given(), evaluation) : store.given();
  };
  const changed = (saved: RecordRow) => {
    forgetFilling(source.kept);
    idempotency.current = crypto.randomUUID();
    void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
    void queryClient.invalidateQueries({ queryKey: ["record", entity.key, saved.id] });
  };
  const write = useMutation({
    mutationFn: () => {
      if (!source.send) throw new Error("this form is only tried");
      return source.send(toSend(), idempotency.current, expected);
    },
    onSuccess: changed,
    onError: (reason) => {
      if (REFUSED.includes(problemOf(reason).status)) idempotency.current = crypto.randomUUID();
      const issues = issuesOf(reason);
      judgement.tell(issues);
      const first = issues.find((issue) => issue.pointer !== "");
      if (first) opened.go(pointerParts(first.pointer).join("/"));
    },
  });

  /** Whether the form itself finds nothing wrong; else the first mistake is gone to. */
  const sound = async (): Promise<boolean> => {
    await store.settled();
    judgement.tell([]);
    const first = store.whole()?.issues[0];
    if (!first) return true;
    judgement.judgeAll();
    opened.go(pointerParts(first.pointer).join("/"));
    return false;
  };

  /** Writes what is left after somebody chose between two versions. */
  const writeRest = (rest: Values, latest: number): Promise<RecordRow> => {
    if (!source.send) return Promise.reject(new Error("this form is only tried"));
    return source.send(rest as Answers, crypto.randomUUID(), latest);
  };
  return { write, sound, toSend, writeRest, changed };
}
