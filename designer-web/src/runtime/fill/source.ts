/**
 * Where a form comes from and where its answers go: a published form, or one that is being designed.
 *
 * Errors: those of `client.ts`.
 */
import { exchange, request } from "../../api/client";
import type { Json, RecordRow } from "../../api/contract";
import type { Answers, Known, TravellingForm } from "../../engine/contract";
import { asksServer } from "../../engine/engine";
import type { AskServer } from "../../engine/remote";
import type { FormDocument } from "../../model/designer/documents";

export type FormView = TravellingForm & {
  bundle: { form: FormDocument };
  context: { base?: { [field: string]: Json } | null };
};

export type FormSource = {
  /** Tells one source from another. */
  name: readonly unknown[];
  /** Under which answers that were not sent are kept; nowhere without. */
  kept?: string;
  load(): Promise<FormView>;
  ask: AskServer;
  /** Sends answers; `expected` is the version they were made from. A form that is only tried sends nothing. */
  send?(answers: Answers, idempotency: string, expected: number | undefined): Promise<RecordRow>;
};

export const keptName = (form: string) => `formwork.filling.${form}`;

export function publishedForm(form: string, record: string | undefined): FormSource {
  const path = `/forms/${encodeURIComponent(form)}`;
  const about = record === undefined ? {} : { record };
  return {
    name: ["form", form, record ?? null],
    kept: record === undefined ? keptName(form) : undefined,
    load: () => request<FormView>("GET", path, { query: about }),
    ask: asksServer(form, record),
    async send(answers, idempotency, expected) {
      const body = { answers, ...about, ...(expected === undefined ? {} : { version: expected }) };
      const headers = { "Idempotency-Key": idempotency };
      return (await exchange<RecordRow>("POST", `${path}/submissions`, { body, headers })).body;
    },
  };
}

/** The linked records that an evaluation wants to know, as the server tells them. */
export const knownBy =
  (ask: AskServer) =>
  async (answers: Answers): Promise<Known[]> =>
    (await ask(answers, new AbortController().signal)).known;
