/**
 * The form's engine on the server, for forms that need what a page may not know, or where the program cannot run.
 *
 * Shape:  a way to ask → `FormEngine`. Answers are kept here; the server is asked when nobody has typed for a while.
 * Units:  `PAUSE` in milliseconds.
 * Errors: a rejected promise with the client's `Failure`; the answers stay and go with the next question.
 */
import type { Json } from "../api/contract";
import { applyEdits } from "./answers";
import type { Answers, Edit, Evaluation, FormEngine, Known, Told } from "./contract";

export const PAUSE = 300;

export type Evaluated = { evaluation: Evaluation; known: Known[] };
export type AskServer = (answers: Answers, signal: AbortSignal) => Promise<Evaluated>;

export function remoteEngine(ask: AskServer, pause = PAUSE): FormEngine {
  let answers: Answers = {};
  let values: Record<string, Json> = {};
  let newest = 0;
  let waiting: (() => void) | undefined;
  let under_way = new AbortController();

  /** Whether nobody asked anew within the pause. */
  const rested = () =>
    new Promise<boolean>((settle) => {
      waiting?.();
      const timer = setTimeout(() => {
        waiting = undefined;
        settle(true);
      }, pause);
      waiting = () => {
        clearTimeout(timer);
        settle(false);
      };
    });

  async function told(rest: boolean): Promise<Told> {
    newest += 1;
    const mine = newest;
    if (rest && !(await rested())) return { kind: "overtaken" };
    under_way.abort();
    under_way = new AbortController();
    try {
      const { evaluation } = await ask(answers, under_way.signal);
      if (mine !== newest) return { kind: "overtaken" };
      values = evaluation.values;
      return { kind: "whole", evaluation };
    } catch (reason) {
      if (mine !== newest) return { kind: "overtaken" };
      throw reason;
    }
  }

  return {
    async open(first: Answers): Promise<Evaluation> {
      answers = first;
      const opened = await told(false);
      if (opened.kind !== "whole") throw new Error("the form was closed while it was opened");
      return opened.evaluation;
    },
    edit(edits: readonly Edit[]) {
      answers = applyEdits(answers, edits, values);
      return told(true);
    },
    // The server knows linked records by itself.
    learn: () => Promise.resolve({ kind: "patch", patch: {} }),
    close() {
      newest += 1;
      waiting?.();
      under_way.abort();
    },
  };
}
