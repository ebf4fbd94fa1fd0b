/**
 * Which engine a form gets: the page's own, or the server where the page cannot evaluate it.
 *
 * Errors: a program that cannot be had is told to `warn` and the server is asked from then on.
 */
import { request } from "../api/client";
import { afterPaint } from "./afterPaint";
import type { Answers, FormEngine, TravellingForm } from "./contract";
import { localEngine, theProgram } from "./local";
import { type AskServer, type Evaluated, remoteEngine } from "./remote";
import type { Ask } from "./wasm";

/** Asks `POST /api/v1/forms/{form}/evaluate`. */
export function asksServer(form: string, record?: string): AskServer {
  return (answers: Answers, signal: AbortSignal) => {
    const body = { answers, ...(record === undefined ? {} : { record }) };
    return request<Evaluated>("POST", `/forms/${encodeURIComponent(form)}/evaluate`, { body, signal });
  };
}

type Ways = { language: string; ask: AskServer };

export async function engineFor(
  form: TravellingForm,
  { language, ask }: Ways,
  load: () => Promise<Ask> = theProgram,
  warn: (reason: unknown) => void = () => undefined,
): Promise<FormEngine> {
  if (form.bundle.remote !== true) {
    try {
      await load();
      return afterPaint(localEngine(form, language, load));
    } catch (reason) {
      warn(reason);
    }
  }
  return remoteEngine(ask);
}
