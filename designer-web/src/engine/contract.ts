/**
 * What a form's engine is asked and answers.
 *
 * Shape:  one `FormEngine` per form that somebody fills in; it is opened once, told edits, and closed.
 * Errors: a rejected promise when the engine cannot answer at all; what is wrong with the answers is in `issues`.
 * Source: docs/spec/forms.md §5; `designer-web/engine` is the other side.
 */
import type { Json } from "../api/contract";

export type Row = { id?: string; [field: string]: Json | undefined };
export type Answers = Record<string, Json>;

/** What is wrong, in the language of the form. */
export type FormIssue = { pointer: string; code: string; message: string };
export type Wanted = { entity: string; id: string };
export type Known = { entity: string; id: string; values?: Record<string, Json> | null };

export type Evaluation = {
  values: Record<string, Json>;
  visible: Record<string, boolean>;
  required: Record<string, boolean>;
  readonly: Record<string, boolean>;
  options: Record<string, string[]>;
  issues: FormIssue[];
  stray: FormIssue[];
  cleared: string[];
  set: string[];
  wanted: Wanted[];
};

type States<T> = Record<string, T | null>;

/** Rows in the place of some: from `at` on `gone` go and `put` come. */
export type Splice = { at: number; gone: number; put: Row[] };

/**
 * What is different since the last answer: rows first, then cells by `table/row/field` as they lie after that; what is
 * gone is null.
 */
export type Patch = {
  rows?: Record<string, Splice>;
  values?: Record<string, Json>;
  visible?: States<boolean>;
  required?: States<boolean>;
  readonly?: States<boolean>;
  options?: States<string[]>;
} & Partial<Pick<Evaluation, "issues" | "stray" | "cleared" | "set" | "wanted">>;

/** One thing that somebody did. Without a value the answer is taken back; null is blank on purpose. */
export type Edit =
  | { field: { field: string; value?: Json } }
  | { cell: { table: string; row: number; field: string; value?: Json } }
  | { insert: { table: string; at: number; rows: Row[] } }
  | { remove: { table: string; row: number } }
  | { move: { table: string; row: number; to: number } };

/** What an engine says: a difference, the whole, or that a newer question has overtaken this one. */
export type Told = { kind: "patch"; patch: Patch } | { kind: "whole"; evaluation: Evaluation } | { kind: "overtaken" };

export type FormEngine = {
  open(answers: Answers): Promise<Evaluation>;
  edit(edits: readonly Edit[]): Promise<Told>;
  learn(known: readonly Known[]): Promise<Told>;
  close(): void;
};

/** What there is to show of a field, or of a cell of a row. */
export type FieldState = {
  /** As it would be stored. */
  value: Json | undefined;
  /** As somebody is typing it; else the value. */
  typed: Json | undefined;
  visible: boolean;
  required: boolean;
  readonly: boolean;
  options: string[] | undefined;
  issues: readonly FormIssue[];
};

/** What `GET /api/v1/forms/{form}` gives; the engine alone looks into it. */
export type TravellingForm = { bundle: { remote?: boolean; [part: string]: unknown }; context: unknown };
