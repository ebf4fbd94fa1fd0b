/**
 * What is decided while somebody fills in a form.
 *
 * Shape:  blocks, answers and an evaluation → what to send, which fields a panel holds, which panels to open on the way to
 *         a field. A path is `amount` or `lines/3/price`.
 * Source: docs/spec/forms.md §2, §5 and §6.
 */
import type { Field, Json, Labels } from "../api/contract";
import type { Answers, Evaluation, FieldState } from "../engine/contract";
import type { Block, Panel, Placed } from "./designer/documents";
import { pointerParts } from "./issue";

/** Answers that a submission must not hold: what is not shown now, and what nobody may change now. */
const DROPPED = ["hidden_field", "readonly", "read_only"];

/** The answers without what was typed before its place was hidden or locked. */
export function answersToSend(answers: Answers, evaluation: Evaluation): Answers {
  const dropped = evaluation.stray.filter((issue) => DROPPED.includes(issue.code)).map((issue) => issue.pointer);
  return dropped.reduce((left, pointer) => without(left, pointerParts(pointer)), answers);
}

function without(answers: Answers, [key = "", row, cell]: string[]): Answers {
  const rows = answers[key];
  if (row === undefined || cell === undefined) {
    const { [key]: _, ...rest } = answers;
    return rest;
  }
  if (!Array.isArray(rows)) return answers;
  const left = rows.map((one, at) => (at === Number(row) ? without(one as Answers, [cell]) : one));
  return { ...answers, [key]: left as Json };
}

const panelsOf = (block: Block): Panel[] => (block.type === "tabs" || block.type === "steps" ? block.panels : []);

/** Fields, in order, of blocks and everything inside them. */
export function placedIn(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap((block): Placed[] => {
    if (block.type === "field") return [block];
    if (block.type === "section") return placedIn(block.blocks);
    return panelsOf(block).flatMap((panel) => placedIn(panel.blocks));
  });
}

/** Answers kept from another time, as far as the form still asks for them. */
export function stillAsked(answers: Answers, layout: readonly Block[]): Answers {
  const placed = new Map(placedIn(layout).map((one) => [one.field, one]));
  return Object.fromEntries(
    Object.entries(answers).flatMap(([key, answer]) => {
      const place = placed.get(key);
      if (!place) return [];
      const columns = new Set(["id", ...(place.rows?.columns ?? []).map((column) => column.field)]);
      if (!place.rows || !Array.isArray(answer)) return [[key, answer]];
      const rows = answer.map((row) => {
        const cells = Object.entries((row ?? {}) as { [cell: string]: Json });
        return Object.fromEntries(cells.filter(([cell]) => columns.has(cell)));
      });
      return [[key, rows as Json]];
    }),
  );
}

/** A container of which one part is in sight: a panel of tabs or steps by number, a section that is folded (0) or not. */
export type Turn = { key: string; at: number };

/** What must be opened so that a field comes in sight, from outside in; `null` where it does not lie. */
export function wayTo(blocks: readonly Block[], field: string): Turn[] | null {
  for (const block of blocks) {
    if (block.type === "field") {
      if (block.field === field) return [];
      continue;
    }
    if (block.type === "section") {
      const inside = wayTo(block.blocks, field);
      if (inside) return block.collapsible ? [{ key: block.key, at: 1 }, ...inside] : inside;
      continue;
    }
    for (const [at, panel] of panelsOf(block).entries()) {
      const inside = wayTo(panel.blocks, field);
      if (inside) return [{ key: block.key, at }, ...inside];
    }
  }
  return null;
}

/** How many things are wrong in each of some fields, cells of their rows included. */
export function wrongIn(fields: ReadonlySet<string>, pointers: Iterable<string>): number {
  return [...pointers].filter((pointer) => fields.has(pointerParts(pointer)[0] ?? "")).length;
}

type Words = { labels?: Labels; help?: Labels };
const worded = (labels: Labels | undefined) => labels !== undefined && Object.keys(labels).length > 0;

/** A field under the name and help that a form gives it. */
export function named(field: Field, words: Words): Field {
  return {
    ...field,
    ...(worded(words.labels) ? { labels: words.labels as Labels } : {}),
    ...(worded(words.help) ? { help: words.help as Labels } : {}),
  };
}

/** A field as this form shows it now: its words, whether it is asked for, locked, and which options are left. */
export function fieldNow(field: Field, placed: Placed, state: FieldState): Field {
  const { options } = state;
  return {
    ...named(field, placed),
    required: state.required,
    right: state.readonly ? "readonly" : "editable",
    ...(options ? { options: field.options?.filter((option) => options.includes(option.key)) } : {}),
  };
}

/** The columns of a sub-table's rows; a form that names none shows all. */
export function columnsOf(field: Field, placed: Placed): { field: Field; placed: Placed }[] {
  const all = (field.fields ?? []).map((own): Placed => ({ field: own.key }));
  const named = placed.rows?.columns ?? [];
  return (named.length > 0 ? named : all).flatMap((column) => {
    const own = field.fields?.find((one) => one.key === column.field);
    return own && !column.hidden ? [{ field: own, placed: column }] : [];
  });
}
