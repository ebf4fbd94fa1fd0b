/** Rows of a sub-table, one card each: a table with many columns does not fit a phone. */
import type { Json } from "../api/contract";
import { element } from "./element";
import type { FieldBlock } from "./form";
import { fieldView, type Page, shownBy, type View } from "./view";

type Cells = Record<string, Json | undefined>;

const rowsOf = (value: Json | undefined): Cells[] => (Array.isArray(value) ? (value as Cells[]) : []);

export function rowsView(block: FieldBlock, page: Page): View {
  const { key, columns = [], add, remove } = block.field;
  const { session, texts } = page;
  const now = () => rowsOf(key in session.answers ? session.answers[key] : session.evaluation.values[key]);
  const list = element("div", { class: "rows" });
  const wrong = element("p", { class: "issue" });
  const more = element("button", { type: "button", class: "more" }, `＋ ${texts.addRow}`);
  let rows: { whole: HTMLElement; cells: View[] }[] = [];

  const draw = () => {
    const wanted = now().length;
    if (rows.length === wanted) return;
    rows = Array.from({ length: wanted }, (_, at) => row(at));
    list.replaceChildren(...rows.map(({ whole }) => whole));
  };
  const row = (at: number) => {
    const cells = columns.map((column) =>
      fieldView(column, page, {
        path: `${key}/${at}/${column.field.key}`,
        column: `${key}.${column.field.key}`,
        pointer: `/${key}/${at}/${column.field.key}`,
        value: () => {
          const own = rowsOf(session.answers[key])[at];
          return own && column.field.key in own
            ? own[column.field.key]
            : rowsOf(session.evaluation.values[key])[at]?.[column.field.key];
        },
        change: (value) => session.edit([{ cell: { table: key, row: at, field: column.field.key, value } }]),
      }),
    );
    const away = element("button", { type: "button", class: "quiet", "aria-label": texts.removeRow(at + 1) }, "×");
    away.addEventListener("click", () => {
      session.edit([{ remove: { table: key, row: at } }]);
      // Every row after it has another number now.
      rows = [];
      show();
    });
    const head = element("div", { class: "row-head" }, element("span", {}, texts.row(at + 1)), remove && away);
    return { whole: element("div", { class: "row" }, head, ...cells.map((cell) => cell.element)), cells };
  };
  more.addEventListener("click", () => {
    session.edit([{ insert: { table: key, at: now().length, rows: [{}] } }]);
    show();
    list.lastElementChild?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  });
  const head = element("span", { class: "label" }, page.say(block.labels) || key);
  const whole = element(
    "div",
    { class: "field", "data-pointer": `/${key}`, role: "group", "aria-label": page.say(block.labels) || key },
    head,
    list,
    wrong,
    add && more,
  );
  const show = () => {
    draw();
    for (const { cells } of rows) for (const cell of cells) cell.show();
    const issues = page.issuesAt(`/${key}`);
    wrong.textContent = issues.map((issue) => issue.message).join(" ");
    wrong.hidden = issues.length === 0;
    more.hidden = session.evaluation.readonly[key] === true;
  };
  return shownBy(whole, key, page, show);
}
