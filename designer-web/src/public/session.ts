/**
 * What somebody has answered, and what the form makes of it.
 *
 * Shape:  answers and edits → evaluation, by the page's own engine once it is there and by the server until then.
 * Errors: what cannot be asked leaves the last evaluation; sending tells everything anyway.
 */

import { applyEdits } from "../engine/answers";
import type { Answers, Edit, Evaluation, FormEngine, Known, Told, TravellingForm } from "../engine/contract";
import { localEngine, theProgram } from "../engine/local";
import { applyPatch } from "../engine/patch";
import { remoteEngine } from "../engine/remote";
import type { Server } from "./server";
import type { Locale } from "./texts";

const NOTHING: Evaluation = {
  values: {},
  visible: {},
  required: {},
  readonly: {},
  options: {},
  issues: [],
  stray: [],
  cleared: [],
  set: [],
  wanted: [],
};

export class Session {
  answers: Answers = {};
  evaluation: Evaluation = NOTHING;
  private engine: FormEngine | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly changed: () => void) {}

  /** The engine of the page where the form allows it and it can be had, else the server. */
  async open(
    form: TravellingForm,
    server: Server,
    parameters: Record<string, string>,
    answers: Answers,
    locale: Locale,
  ) {
    this.answers = answers;
    const asked = remoteEngine(async (now, signal) => ({
      ...(await server.evaluate(now, parameters, signal)),
      known: [] as Known[],
    }));
    this.engine = asked;
    if (form.bundle.remote !== true) {
      const own = await theProgram()
        .then(() => localEngine(form, locale))
        .catch(() => undefined);
      this.engine = own ?? asked;
    }
    const opening = () => this.engine?.open(this.answers);
    const opened = await opening()?.catch(() => {
      this.engine = asked;
      return opening();
    });
    if (opened) this.become(opened);
  }

  edit(edits: readonly Edit[]) {
    this.answers = applyEdits(this.answers, edits, this.evaluation.values);
    const engine = this.engine;
    if (!engine) return;
    // The server's engine waits for a pause in typing and is overtaken by newer questions, so these do not queue.
    const told = engine.edit(edits);
    this.queue = Promise.allSettled([this.queue, told.then((answer) => this.take(answer)).catch(() => undefined)]);
  }

  /** Waits until everything that was answered has been evaluated. */
  async settled(): Promise<void> {
    let waited: Promise<unknown> | undefined;
    while (waited !== this.queue) {
      waited = this.queue;
      await waited;
    }
  }

  private take(told: Told) {
    if (told.kind === "overtaken") return;
    this.become(told.kind === "whole" ? told.evaluation : applyPatch(this.evaluation, told.patch));
  }

  private become(evaluation: Evaluation) {
    this.evaluation = evaluation;
    const forget = evaluation.cleared.filter((path) => path in this.answers);
    if (forget.length > 0) this.edit(forget.map((field) => ({ field: { field } })));
    this.changed();
  }

  /** What may be sent: answers to what is there and open. */
  sent(fields: readonly string[]): Answers {
    const there = (field: string) =>
      this.evaluation.visible[field] !== false && this.evaluation.readonly[field] !== true;
    return Object.fromEntries(Object.entries(this.answers).filter(([field]) => fields.includes(field) && there(field)));
  }
}
