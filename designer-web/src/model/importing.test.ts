import { describe, expect, it } from "vitest";
import type { Entity, ImportColumn, ImportColumnTotals, ImportSampleRow } from "../api/contract";
import { orderTotals, sampleLines } from "./importing";

const entity = {
  key: "company",
  fields: [
    { key: "name", kind: "text", labels: {} },
    { key: "staff", kind: "integer", labels: {} },
    { key: "level", kind: "choice", labels: {} },
  ],
} as unknown as Entity;

const column = (at: number, field: string | null): ImportColumn => ({
  column: at,
  header: `栏${at}`,
  samples: [],
  field,
  lookup: null,
  confidence: 1,
});
const columns = [column(0, "name"), column(1, null), column(2, "staff"), column(3, "level"), column(4, "gone")];
const row = (values: ImportSampleRow["values"]): ImportSampleRow => ({
  row: 7,
  state: "new",
  source: ["甲公司", "不导入", " 0 ", "白金"],
  record: null,
  values,
});

describe("sampled rows", () => {
  it("stand beside what is written, column by column", () => {
    const lines = sampleLines(entity, columns, row({ name: "甲公司", staff: 0 }));
    expect(lines.map(({ field, text, value, lost }) => [field.key, text, value, lost])).toEqual([
      ["name", "甲公司", "甲公司", false],
      ["staff", "0", 0, false],
      ["level", "白金", undefined, true],
    ]);
  });

  it("leave out what is blank on both sides, and mark nothing as lost when the record is gone", () => {
    const blank = { ...row({ name: "甲公司", level: "gold" }), source: ["甲公司"] };
    expect(sampleLines(entity, columns, blank).map(({ field }) => field.key)).toEqual(["name", "level"]);
    expect(sampleLines(entity, columns, row(null)).some(({ lost }) => lost)).toBe(false);
  });
});

describe("totals", () => {
  it("come with what differs first, then sums, then counts", () => {
    const none = { count: 0, sums: [] };
    const one = (at: number, number: boolean, agree: boolean): ImportColumnTotals => ({
      column: at,
      header: `栏${at}`,
      field: `f${at}`,
      number,
      agree,
      file: none,
      written: none,
    });
    const ordered = orderTotals([one(0, false, true), one(1, true, true), one(2, false, false), one(3, true, true)]);
    expect(ordered.map(({ column: at }) => at)).toEqual([2, 1, 3, 0]);
  });
});
