import { expect, it } from "vitest";
import type { Field } from "../api/contract";
import type { Evaluation, FieldState } from "../engine/contract";
import type { Block } from "./designer/documents";
import { answersToSend, columnsOf, fieldNow, placedIn, stillAsked, wayTo, wrongIn } from "./filling";

const place = (field: string): Block => ({ type: "field", field });
const table: Block = {
  type: "field",
  field: "lines",
  rows: { columns: [{ field: "name" }, { field: "old", hidden: true }] },
};
const LAYOUT: Block[] = [
  place("title"),
  { type: "text", key: "note", labels: {} },
  {
    type: "steps",
    key: "steps",
    panels: [
      { key: "one", blocks: [{ type: "section", key: "folded", collapsible: true, blocks: [place("phone")] }] },
      {
        key: "two",
        blocks: [
          {
            type: "tabs",
            key: "tabs",
            panels: [
              { key: "a", blocks: [] },
              { key: "b", blocks: [table] },
            ],
          },
        ],
      },
    ],
  },
];

const stray = (...pairs: [string, string][]) =>
  ({ stray: pairs.map(([pointer, code]) => ({ pointer, code, message: "" })) }) as unknown as Evaluation;

it("sends no answer of what is hidden or locked by now, and keeps every other", () => {
  const answers = { title: "a", phone: "1", lines: [{ name: "x", price: "1" }, { name: "y" }] };
  const told = stray(["/phone", "hidden_field"], ["/lines/0/price", "readonly"], ["/title", "not_on_form"]);
  expect(answersToSend(answers, told)).toEqual({ title: "a", lines: [{ name: "x" }, { name: "y" }] });
  expect(answersToSend(answers, stray(["/lines", "hidden_field"]))).toEqual({ title: "a", phone: "1" });
  expect(answersToSend(answers, stray(["/lines", "rows_not_added"]))).toBe(answers);
});

it("knows the fields of blocks in the order they are read", () => {
  expect(placedIn(LAYOUT).map((placed) => placed.field)).toEqual(["title", "phone", "lines"]);
});

it("knows what to open on the way to a field", () => {
  expect(wayTo(LAYOUT, "title")).toEqual([]);
  expect(wayTo(LAYOUT, "phone")).toEqual([
    { key: "steps", at: 0 },
    { key: "folded", at: 1 },
  ]);
  expect(wayTo(LAYOUT, "lines")).toEqual([
    { key: "steps", at: 1 },
    { key: "tabs", at: 1 },
  ]);
  expect(wayTo(LAYOUT, "gone")).toBeNull();
});

it("forgets kept answers that the form no longer asks for, in rows as well", () => {
  const kept = { title: "a", gone: 1, lines: [{ id: "7", name: "x", dropped: 2 }] };
  expect(stillAsked(kept, LAYOUT)).toEqual({ title: "a", lines: [{ id: "7", name: "x" }] });
});

it("counts what is wrong in fields and their rows", () => {
  expect(wrongIn(new Set(["lines", "title"]), ["/lines/3/name", "/lines", "/phone", ""])).toBe(2);
});

const FIELD = {
  key: "level",
  kind: "choice",
  labels: { "zh-CN": "级别" },
  options: [
    { key: "a", labels: {} },
    { key: "b", labels: {} },
  ],
} as unknown as Field;
const STATE: FieldState = {
  value: null,
  typed: null,
  visible: true,
  required: true,
  readonly: true,
  options: ["b"],
  issues: [],
};

it("shows a field under the form's words, locked, asked for, with the options that are left", () => {
  const now = fieldNow(FIELD, { field: "level", labels: { "zh-CN": "紧急程度" } }, STATE);
  expect(now).toMatchObject({
    labels: { "zh-CN": "紧急程度" },
    required: true,
    right: "readonly",
    options: [{ key: "b" }],
  });
  const own = fieldNow(FIELD, { field: "level", labels: {} }, { ...STATE, readonly: false, options: undefined });
  expect(own).toMatchObject({ labels: FIELD.labels, right: "editable", options: FIELD.options });
});

it("shows the columns that a form names, and all when it names none", () => {
  const field = { key: "lines", fields: [{ key: "name" }, { key: "old" }] } as unknown as Field;
  const keys = (placed: Block) => columnsOf(field, placed as never).map((column) => column.field.key);
  expect(keys(table)).toEqual(["name"]);
  expect(keys(place("lines"))).toEqual(["name", "old"]);
});
