/**
 * Answers × edits → answers, as the engine keeps them: for what asks the server, which keeps none.
 *
 * Errors: an edit of what is not there changes nothing.
 * Source: `Session::edit` in engine-forms/src/session.rs.
 */
import type { Json } from "../api/contract";
import type { Answers, Edit, Row } from "./contract";

/** `values` are those of the last evaluation: before the first edit of a table its rows are the ones there are. */
export function applyEdits(answers: Answers, edits: readonly Edit[], values: Record<string, Json>): Answers {
  return edits.reduce((so_far, edit) => applyEdit(so_far, edit, values), answers);
}

function applyEdit(answers: Answers, edit: Edit, values: Record<string, Json>): Answers {
  if ("field" in edit) return put(answers, edit.field.field, edit.field.value);
  if ("cell" in edit) {
    const { table, row, field, value } = edit.cell;
    const rows = rowsOf(answers, table, values);
    const old = rows[row];
    return old ? put(answers, table, rows.with(row, put(old as Answers, field, value)) as Json) : answers;
  }
  if ("insert" in edit) {
    const rows = rowsOf(answers, edit.insert.table, values);
    return put(answers, edit.insert.table, rows.toSpliced(edit.insert.at, 0, ...edit.insert.rows) as Json);
  }
  if ("remove" in edit) {
    const rows = rowsOf(answers, edit.remove.table, values);
    if (!rows[edit.remove.row]) return answers;
    return put(answers, edit.remove.table, rows.toSpliced(edit.remove.row, 1) as Json);
  }
  const { table, row, to } = edit.move;
  const rows = rowsOf(answers, table, values);
  const moved = rows[row];
  if (!moved || to >= rows.length) return answers;
  return put(answers, table, rows.toSpliced(row, 1).toSpliced(to, 0, moved) as Json);
}

function put(answers: Answers, key: string, value: Json | undefined): Answers {
  const after = { ...answers };
  if (value === undefined) delete after[key];
  else after[key] = value;
  return after;
}

function rowsOf(answers: Answers, table: string, values: Record<string, Json>): Row[] {
  const answered = answers[table];
  if (Array.isArray(answered)) return answered as Row[];
  const stored = values[table];
  if (answered !== undefined || !Array.isArray(stored)) return [];
  return stored.map((row) => {
    const id = (row as Row | null)?.id;
    return id === undefined ? {} : { id };
  });
}
