/**
 * A form that somebody fills in, as a store outside React.
 *
 * Shape:  engine → `FormStore`; a component watches the part that it shows (`useField`), and an edit renders only those
 *         whose part is different now. What is typed is shown at once, what follows from it when the engine answered.
 * Errors: an engine that fails is replaced once by the spare one, with every answer. A failure after that is kept in
 *         `failure` until the next answer that succeeds; what was typed stays.
 */
import type { Json } from "../api/contract";
import { applyEdits } from "./answers";
import type { Answers, Edit, Evaluation, FieldState, FormEngine, FormIssue, Known, Row, Told } from "./contract";
import { applyPatch } from "./patch";
import {
  ANY,
  ISSUES,
  type IssueIndex,
  indexed,
  partOfEdit,
  partsOf,
  partsOfPatch,
  useWatched,
  Watchers,
} from "./watchers";

type Options = {
  /** Asks for linked records that the evaluation wants to know. */
  fetchKnown?: (answers: Answers) => Promise<Known[]>;
  /** What takes over when the engine fails by itself. */
  spare?: () => FormEngine;
  /** Fields that are sub-tables: only in these is an issue that of a row or cell. */
  tables?: ReadonlySet<string>;
};

const NONE: readonly FormIssue[] = [];
const NO_ISSUES: IssueIndex = new Map();

export class FormStore {
  readonly watchers = new Watchers();
  private evaluation: Evaluation | undefined;
  private answers: Answers = {};
  private issues: IssueIndex = NO_ISSUES;
  private fields = new Map<string, FieldState>();
  private asked = "";
  private last: Promise<void> = Promise.resolve();
  failure: unknown;

  private readonly options: Options;

  constructor(
    private engine: FormEngine,
    options: Options = {},
  ) {
    this.options = { ...options };
  }

  subscribe = (listener: () => void) => this.watchers.watch([ANY], listener);

  whole = () => this.evaluation;
  given = () => this.answers;
  issuesAt = (path: string): readonly FormIssue[] => this.issues.get(path) ?? NONE;

  async open(answers: Answers): Promise<void> {
    this.answers = answers;
    try {
      this.become(await this.engine.open(answers));
    } catch (reason) {
      if (!(await this.takeOver())) throw reason;
    }
    await this.afterwards();
  }

  edit(edits: readonly Edit[]): Promise<void> {
    this.answers = applyEdits(this.answers, edits, this.evaluation?.values ?? {});
    this.watchers.tell(edits.map(partOfEdit));
    const taken = this.take(this.engine.edit(edits));
    this.last = Promise.all([this.last, taken]).then(() => undefined);
    return taken;
  }

  /** Resolves when everything that was typed is computed. */
  async settled(): Promise<void> {
    let seen: Promise<void>;
    do {
      seen = this.last;
      await seen;
    } while (seen !== this.last);
  }

  close() {
    this.engine.close();
    this.watchers.clear();
  }

  /** The state of a field, `lines.price` or `lines/3/price`: the very same object as long as nothing of it changed. */
  field = (path: string): FieldState => {
    const now = this.read(path);
    const before = this.fields.get(path);
    if (before && same(before, now)) return before;
    this.fields.set(path, now);
    return now;
  };

  /** A cell has its own state where it differs from its column, as the specification says. */
  private read(path: string): FieldState {
    const [table = "", row, field] = path.split("/");
    const { evaluation } = this;
    const column = field === undefined ? path : `${table}.${field}`;
    const of = <T>(states: Record<string, T> | undefined) => states?.[path] ?? states?.[column];
    const value = field === undefined ? evaluation?.values[path] : this.computed(table, Number(row))?.[field];
    const given = field === undefined ? this.answers[path] : rowOf(this.answers[table], Number(row))?.[field];
    const readonly = of(evaluation?.readonly) ?? false;
    return {
      value,
      // What is being typed is shown as it is typed, not in the normal form that the engine has made of it.
      typed: readonly || given === undefined ? value : given,
      visible: of(evaluation?.visible) ?? true,
      required: of(evaluation?.required) ?? false,
      readonly,
      options: of(evaluation?.options),
      issues: this.issuesAt(path),
    };
  }

  /** A row as it was computed; by its id where rows went in or out since. */
  private computed(table: string, at: number): Row | undefined {
    const rows = this.evaluation?.values[table];
    const there = rowOf(rows, at);
    const id = rowOf(this.answers[table], at)?.id;
    if (id === undefined || there?.id === id || !Array.isArray(rows)) return there;
    return (rows as (Row | null)[]).find((row) => row?.id === id) ?? undefined;
  }

  private async take(answer: Promise<Told>): Promise<void> {
    try {
      const told = await answer;
      this.recovered();
      if (told.kind === "overtaken" || !this.evaluation) return;
      if (told.kind === "whole") this.become(told.evaluation);
      else this.patch(told.patch);
    } catch (reason) {
      if (!(await this.takeOver())) return this.fail(reason);
    }
    await this.afterwards();
  }

  private fail(reason: unknown) {
    this.failure = reason;
    this.watchers.tell([ISSUES]);
  }

  private recovered() {
    if (this.failure === undefined) return;
    this.failure = undefined;
    this.watchers.tell([ISSUES]);
  }

  private async takeOver(): Promise<boolean> {
    const { spare } = this.options;
    if (!spare) return false;
    this.options.spare = undefined;
    this.engine.close();
    this.engine = spare();
    try {
      this.become(await this.engine.open(this.answers));
      return true;
    } catch {
      return false;
    }
  }

  private become(evaluation: Evaluation) {
    this.evaluation = evaluation;
    this.issues = indexed(evaluation.issues ?? [], this.options.tables);
    this.watchers.tellAll();
  }

  private patch(patch: Parameters<typeof applyPatch>[1]) {
    if (!this.evaluation) return;
    const before = this.issues;
    this.evaluation = applyPatch(this.evaluation, patch);
    if (patch.issues) this.issues = indexed(patch.issues, this.options.tables);
    this.watchers.tell(partsOfPatch(patch, before, this.issues));
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
      this.asked = "";
      this.fail(reason);
      return [];
    });
    if (known.length > 0) await this.take(this.engine.learn(known));
  }
}

function rowOf(rows: Json | undefined, at: number): Row | undefined {
  const row = Array.isArray(rows) ? rows[at] : undefined;
  return row !== null && typeof row === "object" && !Array.isArray(row) ? row : undefined;
}

function taken(path: string, answers: Answers): Edit[] {
  const [table, row, field] = path.split("/");
  if (table === undefined) return [];
  if (row === undefined || field === undefined) return table in answers ? [{ field: { field: table } }] : [];
  const cells = rowOf(answers[table], Number(row));
  return cells && field in cells ? [{ cell: { table, row: Number(row), field } }] : [];
}

function same(a: FieldState, b: FieldState): boolean {
  const flat = a.visible === b.visible && a.required === b.required && a.readonly === b.readonly;
  const values = alike(a.value, b.value) && alike(a.typed, b.typed);
  return flat && values && alike(a.options, b.options) && alike(a.issues, b.issues);
}

function alike(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}

/** The state of one field; only what changes it renders the component again. */
export const useField = (store: FormStore, path: string): FieldState =>
  useWatched(store, partsOf(path), () => store.field(path));
