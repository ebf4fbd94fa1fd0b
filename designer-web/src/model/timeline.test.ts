import { describe, expect, it } from "vitest";
import type { RecordRow } from "../api/contract";
import { pictureOf } from "./gallery";
import { barOf, grouped, lastOf, scaleOf, ticksOf, turned } from "./timeline";

const entry = (start: string, end: string) => ({ id: "1", row: {} as RecordRow, start, end, time: null });

describe("a timeline", () => {
  it("begins with a week or a month and has a tick for each", () => {
    const weeks = scaleOf("2026-11-22", "week");
    expect([weeks.first, lastOf(weeks), ticksOf(weeks, "week").length]).toEqual(["2026-10-19", "2027-01-17", 13]);
    const months = scaleOf("2026-11-22", "month");
    expect([months.first, months.days, ticksOf(months, "month").length]).toEqual(["2026-08-01", 365, 12]);
    expect(ticksOf(months, "month").reduce((sum, tick) => sum + tick.width, 0)).toBe(months.days * months.width);
    expect(ticksOf(scaleOf("2026-11-22", "day"), "day")).toHaveLength(35);
  });

  it("turns by less than what is in sight", () => {
    expect([
      turned("2026-11-22", "day", 1),
      turned("2026-11-22", "week", -1),
      turned("2026-11-22", "month", 1),
    ]).toEqual(["2026-12-06", "2026-10-11", "2027-05-01"]);
  });

  it("cuts bars at its ends, and none is narrower than a day", () => {
    const scale = { first: "2026-11-01", days: 30, width: 10 };
    expect(barOf(entry("2026-11-03", "2026-11-04"), scale)).toEqual({ left: 20, width: 20 });
    expect(barOf(entry("2026-10-01", "2027-01-01"), scale)).toEqual({ left: 0, width: 300 });
    expect(barOf(entry("2026-11-30", "2026-11-30"), scale)).toEqual({ left: 290, width: 10 });
  });

  it("puts together what belongs together, those without a group last", () => {
    expect(grouped(["b1", "", "a1", "b2"], (item) => item.slice(0, 1))).toEqual([
      { key: "b", items: ["b1", "b2"] },
      { key: "a", items: ["a1"] },
      { key: "", items: [""] },
    ]);
  });
});

describe("the picture of a card", () => {
  it("is the first file that a browser shows", () => {
    const file = (id: string, type: string) => ({ id, name: id, size: 1, type });
    expect(pictureOf([file("1", "application/pdf"), file("2", "image/svg+xml"), file("3", "image/png")])).toBe("3");
    expect(pictureOf([file("1", "application/pdf")])).toBeNull();
    expect(pictureOf(undefined)).toBeNull();
  });
});
