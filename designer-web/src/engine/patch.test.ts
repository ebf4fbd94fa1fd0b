import { expect, test } from "vitest";
import type { Evaluation } from "./contract";
import { applyPatch } from "./patch";

const before: Evaluation = {
  values: { name: "张三", lines: [{ id: "1", amount: "1.00" }, { amount: "2.00" }] },
  visible: { name: true, "lines/1/amount": false },
  required: { name: true },
  readonly: {},
  options: { level: ["a"] },
  issues: [{ pointer: "/name", code: "required", message: "请填写" }],
  stray: [],
  cleared: ["name"],
  set: [],
  wanted: [],
};

test("what is not named stays the very same object, and what was to be forgotten is told once", () => {
  const after = applyPatch(before, {});
  expect(after).toEqual({ ...before, cleared: [] });
  for (const part of ["values", "visible", "required", "readonly", "options", "issues"] as const)
    expect(after[part]).toBe(before[part]);
});

test("a cell is put into a copy of its row alone", () => {
  const after = applyPatch(before, { values: { "lines/1/amount": "3.00", name: null } });
  expect(after.values).toEqual({ name: null, lines: [{ id: "1", amount: "1.00" }, { amount: "3.00" }] });
  const rows = (evaluation: Evaluation) => evaluation.values.lines as object[];
  expect(rows(after)[0]).toBe(rows(before)[0]);
  expect(rows(before)[1]).toEqual({ amount: "2.00" });
});

test("rows come and go by place, before cells; the others are the very same objects", () => {
  const rows = (evaluation: Evaluation) => evaluation.values.lines as object[];
  const after = applyPatch(before, {
    rows: { lines: { at: 1, gone: 1, put: [{ amount: "7.00" }, { amount: "8.00" }] } },
    values: { "lines/0/amount": "0.50" },
  });
  expect(rows(after)).toEqual([{ id: "1", amount: "0.50" }, { amount: "7.00" }, { amount: "8.00" }]);
  const put = applyPatch(before, { rows: { lines: { at: 0, gone: 0, put: [{ amount: "9.00" }] } } });
  expect(rows(put)[1]).toBe(rows(before)[0]);
  expect(applyPatch(before, { rows: { lines: { at: 0, gone: 2, put: [] } } }).values.lines).toBeNull();
  const first = applyPatch({ ...before, values: {} }, { rows: { lines: { at: 0, gone: 0, put: [{}] } } });
  expect(rows(first)).toEqual([{}]);
});

test("a state that is gone is taken out; lists come whole", () => {
  const after = applyPatch(before, { visible: { "lines/1/amount": null }, options: { level: ["b"] }, issues: [] });
  expect(after.visible).toEqual({ name: true });
  expect(after.options).toEqual({ level: ["b"] });
  expect(after.issues).toEqual([]);
});

test("a cell of a row that there is not changes nothing", () => {
  expect(applyPatch(before, { values: { "lines/9/amount": "1", "none/0/amount": "1" } }).values).toEqual(before.values);
});
