/**
 * The form's engine in the page: nothing leaves it while somebody types.
 *
 * Shape:  a bundle and its context → `FormEngine`. The program is fetched once, when the first form is opened.
 * Errors: a rejected promise when the program cannot be had or refuses the bundle; `engine.ts` then asks the server.
 */
import type { Answers, Edit, Evaluation, FormEngine, Known, Patch, Told, TravellingForm } from "./contract";
import { type Ask, instantiate } from "./wasm";

// Empty when the program could not be built here; `tools/build-engine.mjs` says so.
const built = import.meta.glob<string>("./built/engine.wasm", { eager: true, query: "?url", import: "default" });

let program: Promise<Ask> | undefined;

export function theProgram(): Promise<Ask> {
  program ??= fetched().catch((reason) => {
    // A network that failed once may be there the next time.
    program = undefined;
    throw reason;
  });
  return program;
}

async function fetched(): Promise<Ask> {
  const address = Object.values(built)[0];
  if (!address) throw new Error("this build has no form engine");
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`the form engine is answered with ${response.status}`);
  return instantiate(response);
}

export function localEngine(form: TravellingForm, language: string, load: () => Promise<Ask> = theProgram): FormEngine {
  let open: { ask: Ask; session: number } | undefined;
  const told = (word: "edit" | "learn", part: object): Told => {
    if (!open) throw new Error("the form is not open");
    return { kind: "patch", patch: answered<Patch>(open.ask, { [word]: { session: open.session, ...part } }) };
  };
  return {
    async open(answers: Answers): Promise<Evaluation> {
      const ask = await load();
      // The engine needs nothing that people read.
      const { compiled, rights } = form.bundle;
      const question = { open: { bundle: { compiled, rights }, context: form.context, answers, language } };
      const opened = answered<{ session: number; evaluation: Evaluation }>(ask, question);
      open = { ask, session: opened.session };
      return opened.evaluation;
    },
    edit: async (edits: readonly Edit[]) => told("edit", { edits }),
    learn: async (known: readonly Known[]) => told("learn", { known }),
    close() {
      if (open) open.ask(JSON.stringify({ close: { session: open.session } }));
      open = undefined;
    },
  };
}

function answered<T>(ask: Ask, question: unknown): T {
  const answer = JSON.parse(ask(JSON.stringify(question))) as T | { error: string };
  if (answer && typeof answer === "object" && "error" in answer) throw new Error(answer.error);
  return answer as T;
}
