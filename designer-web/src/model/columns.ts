/** Which columns a list shows, in which order and how wide. What a person changed is kept per view; the view decides the rest. */
import type { Entity, Field, KindKey } from "../api/contract";
import { fieldOf } from "./fields";
import { labelOf } from "./label";
import { shownKind } from "./value";

export type ColumnChoice = { shown: string[] | null; widths: Record<string, number> };
export type Column = { field: Field; width: number };

export const NO_CHOICE: ColumnChoice = { shown: null, widths: {} };
const TITLE_WIDTH = 260;
export const NARROWEST = 72;
export const WIDEST = 640;

const WIDTHS: Partial<Record<KindKey, number>> = {
  integer: 100,
  decimal: 120,
  money: 140,
  percent: 96,
  boolean: 84,
  date: 118,
  time: 84,
  datetime: 150,
  multi_choice: 180,
  tags: 200,
  user: 116,
  department: 120,
  phone: 138,
  auto_number: 130,
  long_text: 260,
  address: 220,
  reference: 190,
};

const CHIP_ROOM = 44;
const HEAD_ROOM = 44;
const WIDEST_CHOICE = 200;

/** Pixels of a line of text, near enough to choose a column's width: a Chinese character is a square, others half of it. */
const textWidth = (text: string, size: number) =>
  [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? size : size * 0.56), 0);

/** Wide enough for the longest choice in the language of the screen. */
function choiceWidth(field: Field, locale: string): number {
  const longest = Math.max(...(field.options ?? []).map((option) => textWidth(labelOf(option, locale), 12)), 0);
  return Math.min(WIDEST_CHOICE, longest + CHIP_ROOM);
}

function widthOf(entity: Entity, field: Field, locale: string): number {
  if (field.key === entity.title) return TITLE_WIDTH;
  const kind = shownKind(field);
  const content = kind === "choice" ? choiceWidth(field, locale) : (WIDTHS[kind] ?? 160);
  return Math.round(Math.max(content, textWidth(labelOf(field, locale), 13) + HEAD_ROOM));
}

export function columnsOf(
  entity: Entity,
  view: { columns: string[] },
  choice: ColumnChoice,
  locale = "zh-CN",
): Column[] {
  const keys = choice.shown ?? view.columns;
  const withTitle = keys.includes(entity.title) ? keys : [entity.title, ...keys];
  return withTitle.flatMap((key) => {
    const field = fieldOf(entity, key);
    return field ? [{ field, width: choice.widths[key] ?? widthOf(entity, field, locale) }] : [];
  });
}

export function toggleColumn(choice: ColumnChoice, current: string[], key: string): ColumnChoice {
  const shown = current.includes(key) ? current.filter((other) => other !== key) : [...current, key];
  return { ...choice, shown };
}

export function moveColumn(choice: ColumnChoice, current: string[], key: string, by: -1 | 1): ColumnChoice {
  const at = current.indexOf(key);
  const to = at + by;
  if (at < 0 || to < 0 || to >= current.length) return choice;
  return { ...choice, shown: current.toSpliced(at, 1).toSpliced(to, 0, key) };
}

export function resizeColumn(choice: ColumnChoice, key: string, width: number): ColumnChoice {
  const bounded = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
  return { ...choice, widths: { ...choice.widths, [key]: bounded } };
}

/** Ascending, descending, then as the view sorts. */
export function toggleSort(sort: string[], key: string): string[] {
  if (sort[0] === key) return [`-${key}`];
  return sort[0] === `-${key}` ? [] : [key];
}

export function parseChoice(stored: string | null): ColumnChoice {
  try {
    const parsed = JSON.parse(stored ?? "") as Partial<ColumnChoice>;
    const shown = Array.isArray(parsed.shown) ? parsed.shown.filter((key) => typeof key === "string") : null;
    return { shown, widths: parsed.widths && typeof parsed.widths === "object" ? parsed.widths : {} };
  } catch {
    return NO_CHOICE;
  }
}
