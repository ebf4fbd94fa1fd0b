import { describe, expect, it } from "vitest";
import type { Field, RecordRow } from "../api/contract";
import { applyEdit, bareValues, checkDraft, isDirty, openDraft, patchOf, recordOf } from "./draft";
import { cellIssues, firstWrong, issuesByField, sentenceOf } from "./issue";

const field = (key: string, kind: Field["kind"], more: Partial<Field> = {}): Field => ({
  key,
  kind,
  labels: {},
  ...more,
});
const FIELDS = [
  field("name", "text", { required: true, max_length: 4 }),
  field("owner", "user"),
  field("partners", "references"),
  field("amount", "money", { min: "0" }),
  field("code", "auto_number", { computed: true }),
  field("secret", "text", { right: "readonly" }),
  field("tags", "tags"),
];
const RECORD: RecordRow = {
  id: "1",
  version: 7,
  name: "恒远",
  owner: { id: "u1", title: "赵经理" },
  partners: [{ id: "c2", title: "华腾" }],
  amount: { amount: "12.00", currency: "CNY" },
  code: "C-1",
  tags: ["a"],
};
const say = (key: string) => key;

describe("a draft", () => {
  it("is clean until something differs, and sends only what differs", () => {
    const draft = openDraft(FIELDS, RECORD);
    expect(isDirty(draft, FIELDS)).toBe(false);
    const sameAgain = applyEdit(draft, { kind: "value-changed", field: "owner", value: { id: "u1", title: "" } });
    expect(isDirty(sameAgain, FIELDS)).toBe(false);
    const edited = applyEdit(
      applyEdit(draft, { kind: "value-changed", field: "owner", value: { id: "u2", title: "李" } }),
      {
        kind: "value-changed",
        field: "tags",
        value: [],
      },
    );
    expect(patchOf(edited, FIELDS)).toEqual({ owner: "u2", tags: null });
  });

  it("never sends what may not be written", () => {
    const draft = openDraft(FIELDS, null, { name: "新", code: "X", secret: "s" });
    expect(recordOf(draft, FIELDS)).toEqual({ name: "新" });
  });

  it("writes what the place of the form gave as ids", () => {
    expect(bareValues({ owner: { id: "u1", title: "赵" }, name: "恒远" }, FIELDS)).toEqual({
      owner: "u1",
      name: "恒远",
    });
  });

  it("is nobody's work while it holds defaults and presets alone, and goes back to them", () => {
    const fields = [...FIELDS, field("stage", "choice", { default: "lead" })];
    const draft = openDraft(fields, null, { owner: { id: "u1", title: "赵经理" } });
    expect(isDirty(draft, fields)).toBe(false);
    const typed = applyEdit(draft, { kind: "value-changed", field: "name", value: "恒远" });
    expect(isDirty(typed, fields)).toBe(true);
    expect(recordOf(typed, fields)).toEqual({ name: "恒远", owner: "u1", stage: "lead" });
    expect(applyEdit(typed, { kind: "started-over" }).values).toEqual(draft.values);
  });
  it("sends references as ids and starts from the defaults", () => {
    const fields = [...FIELDS, field("stage", "choice", { default: "lead" })];
    const draft = openDraft(fields, null, { name: "新", partners: [{ id: "c2", title: "华腾" }] });
    expect(recordOf(draft, fields)).toEqual({ name: "新", partners: ["c2"], stage: "lead" });
  });

  it("finds what is wrong without the server, and forgets it when mended", () => {
    const draft = openDraft(FIELDS, null, { name: "五个字太长", amount: { amount: "-1", currency: "CNY" } });
    const issues = checkDraft(draft, FIELDS, say);
    expect(issues.map((issue) => [issue.pointer, issue.message])).toEqual([
      ["/name", "tooLong"],
      ["/amount", "tooSmall"],
    ]);
    const marked = applyEdit(draft, { kind: "issues-found", issues });
    expect(Object.keys(applyEdit(marked, { kind: "value-changed", field: "name", value: "恒远" }).issues)).toEqual([
      "amount",
    ]);
    expect(checkDraft(openDraft(FIELDS, null), FIELDS, say)[0]?.code).toBe("required");
  });

  it("refuses text where a number is needed instead of sending it", () => {
    const draft = openDraft(FIELDS, null, { name: "恒远", amount: { amount: "面议", currency: "CNY" } });
    expect(checkDraft(draft, FIELDS, say).map((issue) => issue.message)).toEqual(["badNumber"]);
  });
});

describe("issues", () => {
  const issues = [
    { code: "x", pointer: "/rows/1/price", message: "m" },
    { code: "y", pointer: "/name", message: "n" },
    { code: "z", pointer: "/a~1b", message: "o" },
  ];
  it("go to their field, row and cell", () => {
    const grouped = issuesByField(issues);
    expect(Object.keys(grouped)).toEqual(["rows", "name", "a/b"]);
    expect(cellIssues(grouped.rows ?? [], 1, "price")).toHaveLength(1);
    expect(cellIssues(grouped.rows ?? [], 0, "price")).toHaveLength(0);
    expect(firstWrong(["name", "rows"], grouped)).toBe("name");
  });
});

describe("a refusal", () => {
  it("says what is wrong rather than how much", () => {
    const issue = (message: string) => ({ code: "c", pointer: "/file", message });
    expect(sentenceOf({ title: "有 1 处需要修改", issues: [issue("文件是空的")] })).toBe("文件是空的");
    expect(sentenceOf({ title: "已被别人修改", detail: "请刷新" })).toBe("请刷新");
    expect(sentenceOf({ title: "没有这项权限" })).toBe("没有这项权限");
  });
});
