import { describe, expect, it } from "vitest";
import { fieldNames, fieldTokens, matching, unitsAt, wordBefore } from "./formulaText";
import { specimen } from "./specimen";

describe("a formula's text", () => {
  it("shows where its fields stand", () => {
    expect(fieldTokens("SUM({items.price}) + { amount }")).toEqual([
      { from: 4, to: 17, path: "items.price" },
      { from: 21, to: 31, path: "amount" },
    ]);
  });

  it("names fields, columns, and from a row the record around it", () => {
    const names = fieldNames(specimen(), undefined, "zh-CN");
    expect(names.map((one) => one.path)).toEqual(["name", "amount", "level", "total", "items.item", "items.price"]);
    expect(names[5]?.label).toBe("明细.单价");
    expect(
      fieldNames(specimen(), "items", "zh-CN")
        .map((one) => one.path)
        .slice(0, 3),
    ).toEqual(["item", "price", "parent.name"]);
  });

  it("counts as the editor counts", () => {
    expect(unitsAt("😀a客", 2)).toBe(3);
    expect(unitsAt("abc", 99)).toBe(3);
  });

  it("completes what is being typed, within 50 ms among a thousand fields", () => {
    expect(wordBefore("IF({客", 5)).toEqual({ from: 3, typed: "{客" });
    expect(wordBefore("1 + SU", 6)).toEqual({ from: 4, typed: "SU" });
    expect(wordBefore("1 + ", 4)).toBeNull();
    const names = fieldNames(specimen(), undefined, "zh-CN");
    expect(matching(names, "{金").map((one) => one.path)).toEqual(["amount"]);
    expect(matching(names, "ip").map((one) => one.path)).toEqual(["items.price"]);
    const many = Array.from({ length: 1000 }, (_, at) => ({ label: `字段${at}`, path: `field_${at}` }));
    const begun = performance.now();
    expect(matching(many, "{字段9").length).toBeGreaterThan(100);
    expect(performance.now() - begun).toBeLessThan(50);
  });
});
