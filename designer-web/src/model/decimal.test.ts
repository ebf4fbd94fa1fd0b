import { describe, expect, it } from "vitest";
import { fromPercentage, groupDigits, inTenThousands, parseDecimal, roundTo, toPercentage } from "./decimal";

describe("parseDecimal", () => {
  it.each([
    ["12万", "120000"],
    ["\u00a56.8万", "68000"],
    ["\uffe56.8万元", "68000"],
    ["1,200.00", "1200"],
    ["\uff11\uff12\uff0e\uff15", "12.5"],
    ["-0.50", "-0.5"],
    ["1.5亿", "150000000"],
    ["3千", "3000"],
    ["2百万", "2000000"],
    ["0.00012345万", "1.2345"],
    ["RMB 88元", "88"],
    ["999999999999999999", "999999999999999999"],
    ["+7", "7"],
    [".5", "0.5"],
    ["5k", "5000"],
  ])("%s is %s", (typed, exact) => expect(parseDecimal(typed)).toBe(exact));

  it.each(["面议", "", "12万多", "1.2.3", "--5", "1e99", "NaN", "5%"])("%s is no number", (typed) =>
    expect(parseDecimal(typed)).toBeNull(),
  );
});

describe("showing numbers", () => {
  it("groups digits and pads to the scale, half away from zero", () => {
    expect(groupDigits("1234567.895", 2)).toBe("1,234,567.90");
    expect(groupDigits("-1234.5", 2)).toBe("-1,234.50");
    expect(groupDigits("-0.004", 2)).toBe("0.00");
    expect(roundTo("2.5", 0)).toBe("3");
    expect(roundTo("-2.5", 0)).toBe("-3");
    expect(groupDigits("12345678901234567.89")).toBe("12,345,678,901,234,567.89");
  });

  it("counts in 万 and 亿 as people say it", () => {
    expect(inTenThousands("1280000.00")).toBe("128万");
    expect(inTenThousands("51200")).toBe("5.12万");
    expect(inTenThousands("123456789")).toBe("1.23亿");
    expect(inTenThousands("9999.00")).toBe("9,999.00");
    expect(inTenThousands("-128000")).toBe("-12.8万");
  });

  it("turns shares into percentages and back without loss", () => {
    expect(toPercentage("0.05")).toBe("5");
    expect(toPercentage("-0.125")).toBe("-12.5");
    for (const share of ["0.05", "0.1234", "1", "0", "-0.075", "12.5"])
      expect(fromPercentage(toPercentage(share))).toBe(share);
    expect(fromPercentage("12.5%")).toBe("0.125");
    expect(fromPercentage("很多")).toBeNull();
  });
});
