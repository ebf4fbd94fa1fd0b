/**
 * Which engine a form gets: the page's own, or the server where the page cannot evaluate it.
 *
 * Errors: a program that cannot be had is told to `warn` and the server is asked from then on.
 */
import { exchange } from "../api/client";
import type { Answers, FormEngine, TravellingForm } from "./contract";
import { localEngine, theProgram } from "./local";
import { type AskServer, type Evaluated, remoteEngine } from "./remote";
import type { Ask } from "./wasm";

type Place = {
  /** The key of the form. */
  form: string;
  record?: string;
  language: string;
};

/** Asks `POST /api/v1/forms/{form}/evaluate`. */
export function asksServer(place: Place): AskServer {
  return async (answers: Answers, signal: AbortSignal) => {
    const body = { answers, ...(place.record === undefined ? {} : { record: place.record }) };
    const path = `/forms/${encodeURIComponent(place.form)}/evaluate`;
    return (await exchange<Evaluated>("POST", path, { body, signal })).body;
  };
}

export async function engineFor(
  form: TravellingForm,
  place: Place,
  load: () => Promise<Ask> = theProgram,
  warn: (reason: unknown) => void = () => undefined,
): Promise<FormEngine> {
  if (form.bundle.remote !== true) {
    try {
      await load();
      return localEngine(form, place.language, load);
    } catch (reason) {
      warn(reason);
    }
  }
  return remoteEngine(asksServer(place));
}
