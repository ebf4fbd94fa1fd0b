/**
 * An engine that computes after what was typed has been painted: a key press shows its letter at once, however much
 * follows from it.
 *
 * Shape:  engine → engine; what is typed until then goes in one question, and all but the last edit are told that they were
 *         overtaken.
 * Units:  `LATEST` in milliseconds: a window that is not painted, because nobody sees it, computes by then.
 * Errors: those of the engine inside, to the edit that was last.
 */
import type { Edit, FormEngine, Told } from "./contract";

const LATEST = 100;

export type Schedule = (work: () => void) => void;

/** Once, after the next picture. */
export const nextPicture: Schedule = (work) => {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    work();
  };
  // What is asked for in a frame comes after that frame was painted.
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, LATEST);
};

type Waiting = { edits: readonly Edit[]; settle: (told: Told | PromiseLike<Told>) => void };

export function afterPaint(engine: FormEngine, schedule: Schedule = nextPicture): FormEngine {
  let waiting: Waiting[] = [];

  const flush = () => {
    const now = waiting;
    waiting = [];
    const last = now.pop();
    if (!last) return;
    for (const one of now) one.settle({ kind: "overtaken" });
    last.settle(engine.edit([...now.flatMap((one) => one.edits), ...last.edits]));
  };

  return {
    open: (answers) => engine.open(answers),
    edit: (edits) =>
      new Promise<Told>((settle) => {
        waiting.push({ edits, settle });
        if (waiting.length === 1) schedule(flush);
      }),
    learn(known) {
      flush();
      return engine.learn(known);
    },
    close() {
      for (const one of waiting) one.settle({ kind: "overtaken" });
      waiting = [];
      engine.close();
    },
  };
}
