/**
 * Rows copied from a spreadsheet, as answers.
 *
 * Shape:  tab-separated text × columns → rows of values; a cell that holds tabs or line breaks is quoted, as spreadsheets
 *         copy it. What cannot be read stays as it was written, for the engine to say what is wrong with it.
 */
import type { Field, Json } from "../api/contract";
import { readDay, readMoment, readTime } from "./day";
import { parseDecimal } from "./decimal";

/** Whether a text is more than one cell. */
export const isSheet = (text: string): boolean => /[\t\n]/.test(text.replace(/\r?\n$/, ""));

export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  // A quoted cell, or a plain one, each with what ends it.
  const cell = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r?\n|\r|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    // A quote that is never closed, or closed in the middle of a cell: the cell is taken as it stands.
    if (!found) return text.split(/\r?\n/).map((line) => line.split("\t"));
    const [, raw = "", end = ""] = found;
    rows.at(-1)?.push(/^".*"$/s.test(raw) ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (/[\r\n]/.test(end) && cell.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

type Here = { today: string; zone: string };
const TRUE = ["是", "true", "yes", "y", "1", "√", "✓"];
const FALSE = ["否", "false", "no", "n", "0", "×", "✗"];

/** One cell as an answer of a field's kind. */
export function pastedValue(field: Field, written: string, here: Here): Json {
  const text = written.trim();
  if (text === "") return null;
  const option = (word: string): Json =>
    field.options?.find((one) => one.key === word || Object.values(one.labels ?? {}).includes(word))?.key ?? word;
  const read = (reading: { value: string } | { refused: string }) => ("value" in reading ? reading.value : text);
  switch (field.kind) {
    case "decimal":
      return parseDecimal(text) ?? text;
    case "integer":
    case "rating": {
      const number = parseDecimal(text);
      return number !== null && /^-?\d{1,15}$/.test(number) ? Number(number) : text;
    }
    case "money": {
      const amount = parseDecimal(text);
      return amount === null ? text : { amount, currency: field.currency ?? "CNY" };
    }
    case "boolean": {
      const word = text.toLowerCase();
      return TRUE.includes(word) ? true : FALSE.includes(word) ? false : text;
    }
    case "choice":
      return option(text);
    case "multi_choice":
    case "tags":
      return text.split(/[,，、;；]/).map((word) => option(word.trim()));
    case "date":
      return read(readDay(text, here.today));
    case "time":
      return read(readTime(text));
    case "datetime":
      return read(readMoment(text, here.today, here.zone));
    default:
      return written;
  }
}
