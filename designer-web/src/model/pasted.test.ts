import { expect, it } from "vitest";
import type { Field, Json, KindKey } from "../api/contract";
import { cellsOf, isSheet, pastedValue } from "./pasted";

it("takes a copied sheet apart, quoted cells whole", () => {
  expect(cellsOf("a\tb\r\nc\t\r\n")).toEqual([
    ["a", "b"],
    ["c", ""],
  ]);
  expect(cellsOf('"two\nlines"\t"he said ""so"""\nlast')).toEqual([["two\nlines", 'he said "so"'], ["last"]]);
  expect(cellsOf('5" pipe\t1\n"open\t2')).toEqual([
    ['5" pipe', "1"],
    ['"open', "2"],
  ]);
  expect(cellsOf("a\n\nb")).toEqual([["a"], [""], ["b"]]);
});

it("tells one cell from a sheet", () => {
  expect(["plain", "plain\n", "a\tb", "a\nb"].map(isSheet)).toEqual([false, false, true, true]);
});

it("reads a cell as its column's kind, and leaves what it cannot read", () => {
  const options = [{ key: "high", labels: { "zh-CN": "紧急" } }];
  const read = (kind: KindKey, text: string): Json =>
    pastedValue({ key: "x", kind, labels: {}, options } as unknown as Field, text, {
      today: "2026-11-23",
      zone: "Asia/Shanghai",
    });
  expect(read("decimal", "1,200.50")).toBe("1200.5");
  expect(read("integer", "12")).toBe(12);
  expect(read("integer", "一打")).toBe("一打");
  expect(read("money", "6.8万")).toEqual({ amount: "68000", currency: "CNY" });
  expect(read("boolean", "是")).toBe(true);
  expect(read("choice", "紧急")).toBe("high");
  expect(read("choice", "没有")).toBe("没有");
  expect(read("multi_choice", "紧急、别的")).toEqual(["high", "别的"]);
  expect(read("date", "2026/12/1")).toBe("2026-12-01");
  expect(read("date", "someday")).toBe("someday");
  expect(read("text", "  ")).toBeNull();
});
