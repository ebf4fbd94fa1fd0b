import { createHash } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { shifted } from "./controls/inputs";
import { draftOf, forgetDraft, keepDraft } from "./draft";
import { element } from "./element";
import { blocksOf, fieldsOf, type PublicForm, prefilled } from "./form";
import { digest, solve, solves } from "./proof";
import { localeOf } from "./texts";

const shape = (kind: string, more = {}) => ({ key: "x", kind, add: true, remove: true, ...more });

it("digests as the standard does", () => {
  for (const text of ["", "abc", "a".repeat(55), "b".repeat(56), "c".repeat(64), "challenge.1234567"]) {
    const own = Array.from(digest(text), (word) => word.toString(16).padStart(8, "0")).join("");
    expect(own).toBe(createHash("sha256").update(text).digest("hex"));
  }
});

it("finds the smallest number that solves a challenge", () => {
  const proof = solve("AbC-_9", 8);
  expect(solves("AbC-_9", 8, proof)).toBe(true);
  expect(Array.from({ length: proof }, (_, n) => solves("AbC-_9", 8, n))).not.toContain(true);
  const hex = createHash("sha256").update(`AbC-_9.${proof}`).digest("hex");
  expect(hex.startsWith("00")).toBe(true);
});

it("shows text as text", () => {
  const made = element("p", { title: '"><script>' }, "<script>alert(1)</script>");
  expect(made.children).toHaveLength(0);
  expect(made.textContent).toBe("<script>alert(1)</script>");
});

it("moves the point of percents without floats", () => {
  for (const [typed, ratio] of [
    ["5", "0.05"],
    ["12.5", "0.125"],
    ["100", "1"],
    ["0.3", "0.003"],
    ["-7", "-0.07"],
  ] as const) {
    expect(shifted(typed, -2)).toBe(ratio);
    expect(shifted(ratio, 2)).toBe(typed);
  }
  expect(shifted("abc", -2)).toBe("abc");
});

it("takes of the address what the field can hold", () => {
  const choice = shape("choice", { options: [{ key: "a" }] });
  expect([prefilled(choice, "a"), prefilled(choice, "b")]).toEqual(["a", undefined]);
  expect([prefilled(shape("integer"), "12"), prefilled(shape("integer"), "x")]).toEqual([12, undefined]);
  expect(prefilled(shape("multi_choice"), "a, b,")).toEqual(["a", "b"]);
  expect(prefilled(shape("money"), "3.5")).toEqual({ amount: "3.5", currency: "CNY" });
  expect([prefilled(shape("text"), " x "), prefilled(shape("text"), " "), prefilled(shape("attachment"), "x")]).toEqual(
    ["x", undefined, undefined],
  );
});

it("speaks Chinese unless English is asked for", () => {
  expect(localeOf("en", ["zh-CN"])).toBe("en");
  expect(localeOf("zh", ["en"])).toBe("zh-CN");
  expect(localeOf(null, ["en-GB", "zh"])).toBe("en");
  expect(localeOf(null, ["fr"])).toBe("zh-CN");
});

const form = {
  bundle: {
    form: {
      layout: [
        { type: "steps", key: "s", panels: [{ key: "one", blocks: [{ type: "field", field: "name", labels: {} }] }] },
        {
          type: "section",
          key: "sec",
          blocks: [
            { type: "field", field: "gone" },
            { type: "field", field: "source", hidden: true },
          ],
        },
        { type: "field", field: "rows", rows: { columns: [{ field: "product" }], add: false } },
        { type: "text", key: "t" },
      ],
    },
    entities: [
      {
        document: {
          "x-entity": { key: "visitor" },
          properties: {
            name: { "x-field": { kind: "text", labels: { en: "Name" } }, maxLength: 50 },
            source: { "x-field": { kind: "text" } },
            rows: { "x-field": { kind: "sub_table", target: "wish" } },
          },
        },
      },
      {
        document: {
          "x-entity": { key: "wish", parent: "visitor" },
          properties: { product: { "x-field": { kind: "text" } } },
        },
      },
    ],
  },
} as unknown as PublicForm;

it("reads a form as the server describes it", () => {
  const fields = fieldsOf(blocksOf(form)).map(({ field }) => field);
  expect(fields.map(({ key, maxLength }) => [key, maxLength])).toEqual([
    ["name", 50],
    ["rows", undefined],
  ]);
  expect(fields[1]?.columns?.map(({ field }) => field.key)).toEqual(["product"]);
  expect([fields[1]?.add, fields[1]?.remove]).toEqual([false, true]);
});

beforeEach(() => localStorage.clear());

it("keeps a draft on the device, without files and fields that are gone", () => {
  keepDraft("lead", { name: "王", scan: [{ id: "1" }], old: "x" }, ["scan"]);
  expect(draftOf("lead", ["name", "scan"])).toEqual({ name: "王" });
  expect(draftOf("other", ["name"])).toBeUndefined();
  forgetDraft("lead");
  expect(draftOf("lead", ["name"])).toBeUndefined();
});
