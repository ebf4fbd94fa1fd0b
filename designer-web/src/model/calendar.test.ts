import { describe, expect, it } from "vitest";
import type { Field, RecordRow } from "../api/contract";
import { addMonths, entriesOf, hiddenPerDay, mondayOf, movedTo, segmentsOf, spanFilter, weeksOf } from "./calendar";

const ZONE = "Asia/Shanghai";
const day = (key: string): Field => ({ key, kind: "date", labels: {} });
const at: Field = { key: "at", kind: "datetime", labels: {} };
const row = (id: string, values: object) => ({ id, version: 1, ...values }) as RecordRow;
const entries = (...spans: [string, string, string?][]) =>
  entriesOf(
    spans.map(([id, from, to]) => row(id, { from, to })),
    day("from"),
    day("to"),
    ZONE,
  );

describe("days in sight", () => {
  it("are the whole weeks of a month, from Monday, or one week", () => {
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
    expect(weeksOf("2026-11-15", "month")).toEqual([
      "2026-10-26",
      "2026-11-02",
      "2026-11-09",
      "2026-11-16",
      "2026-11-23",
      "2026-11-30",
    ]);
    expect(weeksOf("2027-02-10", "month")).toHaveLength(4);
    expect(weeksOf("2026-11-22", "week")).toEqual(["2026-11-16"]);
    expect([addMonths("2026-01-31", 1), addMonths("2026-12-01", 1)]).toEqual(["2026-02-01", "2027-01-01"]);
  });

  it("are asked for as days or as the moments they begin and end in the person's zone", () => {
    expect(spanFilter(day("on"), undefined, "2026-11-01", "2026-11-30", ZONE)).toEqual({
      and: [
        { field: "on", op: "lt", value: "2026-12-01" },
        { field: "on", op: "gte", value: "2026-11-01" },
      ],
    });
    const moments = spanFilter(at, undefined, "2026-11-01", "2026-11-01", ZONE);
    expect(JSON.stringify(moments)).toContain("2026-10-31T16:00:00.000Z");
    expect(JSON.stringify(moments)).toContain("2026-11-01T16:00:00.000Z");
    const lasting = spanFilter(day("from"), day("to"), "2026-11-01", "2026-11-30", ZONE);
    expect(JSON.stringify(lasting)).toContain('"or"');
  });
});

describe("entries of a week", () => {
  it("lie on the first free line, longer ones first, cut at its ends", () => {
    const all = entries(["a", "2026-11-12", "2026-11-17"], ["b", "2026-11-17"], ["c", "2026-11-18", "2026-11-30"]);
    const segments = segmentsOf(all, "2026-11-16").map(({ entry, from, to, line, opens, closes }) => [
      entry.id,
      from,
      to,
      line,
      opens,
      closes,
    ]);
    expect(segments).toEqual([
      ["a", 0, 1, 0, false, true],
      ["b", 1, 1, 1, true, true],
      ["c", 2, 6, 0, true, false],
    ]);
  });

  it("beyond the lines that are shown are counted on each of their days", () => {
    const all = entries(["a", "2026-11-16"], ["b", "2026-11-16"], ["c", "2026-11-16"], ["d", "2026-11-18"]);
    expect(hiddenPerDay(segmentsOf(all, "2026-11-16"), 1)).toEqual([2, 0, 0, 0, 0, 0, 0]);
  });

  it("stand nowhere without a day, and on their first when they end before it", () => {
    expect(entries(["a", ""], ["b", "2026-11-16", "2026-11-01"]).map((one) => [one.id, one.end])).toEqual([
      ["b", "2026-11-16"],
    ]);
    expect(entriesOf([row("m", { at: "2026-11-15T16:30:00Z" })], at, undefined, ZONE)[0]).toMatchObject({
      start: "2026-11-16",
      time: "00:30",
    });
  });
});

describe("moving an entry", () => {
  it("keeps its length and its time of day", () => {
    const [lasting] = entries(["a", "2026-11-30", "2026-12-02"]);
    expect(lasting && movedTo(lasting, "2026-12-01", "2026-12-03", day("from"), day("to"), ZONE)).toEqual({
      from: "2026-12-02",
      to: "2026-12-04",
    });
    const [timed] = entriesOf([row("m", { at: "2026-11-15T16:30:00Z" })], at, undefined, ZONE);
    expect(timed && movedTo(timed, "2026-11-16", "2026-11-20", at, undefined, ZONE)).toEqual({
      at: "2026-11-19T16:30:00.000Z",
    });
  });
});
