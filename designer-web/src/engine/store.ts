/**
 * A form that somebody fills in, as a store outside React.
 *
 * Shape:  engine → `FormStore`; a component subscribes to the part that it shows (`useField`, `usePart`), and an edit
 *         renders only those whose part is another object now.
 * Errors: a failed answer is kept in `failure` until the next that succeeds; what was typed stays.
 */
import { useCallback, useSyncExternalStore } from "react";
import type { Json } from "../api/contract";
import { applyEdits } from "./answers";
import type { Answers, Edit, Evaluation, FormEngine, FormIssue, Known, Told } from "./contract";
import { applyPatch } from "./patch";

export type FieldState = {
  value: Json | undefined;
  visible: boolean;
  required: boolean;
  readonly: boolean;
  options: string[] | undefined;
  issues: readonly FormIssue[];
};

type Options = {
  /** Asks for linked records that the evaluation wants to know. */
  fetchKnown?: (answers: Answers) => Promise<Known[]>;
};

const NONE: readonly FormIssue[] = [];

export class FormStore {
  private evaluation: Evaluation | undefined;
  private answers: Answers = {};
  private listeners = new Set<() => void>();
  private fields = new Map<string, FieldState>();
  private asked = "";
  failure: unknown;

  constructor(
    private readonly engine: FormEngine,
    private readonly options: Options = {},
  ) {}

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  whole = () => this.evaluation;
  given = () => this.answers;

  async open(answers: Answers): Promise<void> {
    this.answers = answers;
    this.become(await this.engine.open(answers));
    await this.afterwards();
  }

  async edit(edits: readonly Edit[]): Promise<void> {
    this.answers = applyEdits(this.answers, edits, this.evaluation?.values ?? {});
    await this.take(this.engine.edit(edits));
  }

  close() {
    this.engine.close();
    this.listeners.clear();
  }

  /** The state of a field, `lines.price` or `lines/3/price`: the very same object as long as nothing of it changed. */
  field = (path: string): FieldState => {
    const now = fieldOf(this.evaluation, path);
    const before = this.fields.get(path);
    if (before && same(before, now)) return before;
    this.fields.set(path, now);
    return now;
  };

  private async take(answer: Promise<Told>): Promise<void> {
    try {
      const told = await answer;
      this.failure = undefined;
      if (told.kind === "overtaken" || !this.evaluation) return;
      this.become(told.kind === "whole" ? told.evaluation : applyPatch(this.evaluation, told.patch));
    } catch (reason) {
      this.failure = reason;
      for (const listener of this.listeners) listener();
      return;
    }
    await this.afterwards();
  }

  private become(evaluation: Evaluation) {
    this.evaluation = evaluation;
    for (const listener of this.listeners) listener();
  }

  /** What an evaluation asks for besides being shown: answers to forget, records to know. */
  private async afterwards(): Promise<void> {
    const { cleared = [], wanted = [] } = this.evaluation ?? {};
    const forget = cleared.flatMap((path) => taken(path, this.answers));
    if (forget.length > 0) return this.edit(forget);
    // What was asked for and is still wanted is not to be had.
    const asking = JSON.stringify(wanted);
    if (wanted.length === 0 || asking === this.asked || !this.options.fetchKnown) return;
    this.asked = asking;
    const known = await this.options.fetchKnown(this.answers).catch((reason) => {
      this.failure = reason;
      this.asked = "";
      return [];
    });
    if (known.length > 0) await this.take(this.engine.learn(known));
  }
}

function taken(path: string, answers: Answers): Edit[] {
  const [table, row, field] = path.split("/");
  if (table === undefined) return [];
  if (row === undefined || field === undefined) return table in answers ? [{ field: { field: table } }] : [];
  const rows = answers[table];
  const cells = Array.isArray(rows) ? rows[Number(row)] : undefined;
  const there = cells !== null && typeof cells === "object" && !Array.isArray(cells) && field in cells;
  return there ? [{ cell: { table, row: Number(row), field } }] : [];
}

/** A cell has its own state where it differs from its column, as the specification says. */
function fieldOf(evaluation: Evaluation | undefined, path: string): FieldState {
  const [table = "", row, field] = path.split("/");
  const column = field === undefined ? path : `${table}.${field}`;
  const of = <T>(states: Record<string, T> | undefined) => states?.[path] ?? states?.[column];
  const rows = evaluation?.values[table];
  const cells = row === undefined || !Array.isArray(rows) ? undefined : rows[Number(row)];
  const cell = cells !== null && typeof cells === "object" && !Array.isArray(cells) ? cells[field ?? ""] : undefined;
  const pointer = `/${path}`;
  const issues = evaluation?.issues.filter((issue) => issue.pointer === pointer) ?? NONE;
  return {
    value: row === undefined ? evaluation?.values[path] : cell,
    visible: of(evaluation?.visible) ?? true,
    required: of(evaluation?.required) ?? false,
    readonly: of(evaluation?.readonly) ?? false,
    options: of(evaluation?.options),
    issues: issues.length > 0 ? issues : NONE,
  };
}

function same(a: FieldState, b: FieldState): boolean {
  const flat = a.visible === b.visible && a.required === b.required && a.readonly === b.readonly;
  return flat && alike(a.value, b.value) && alike(a.options, b.options) && alike(a.issues, b.issues);
}

function alike(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}

/** The state of one field; only what changes it renders the component again. */
export function useField(store: FormStore, path: string): FieldState {
  return useSyncExternalStore(
    store.subscribe,
    useCallback(() => store.field(path), [store, path]),
  );
}
