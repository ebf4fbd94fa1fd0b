import { describe, expect, it } from "vitest";
import { addDays, dayIn, daysBetween, minuteIn, momentOf, nearness } from "./moment";

const ZONE = "Asia/Shanghai";

describe("zones", () => {
  it("shows and reads the same wall clock, also across a daylight-saving change", () => {
    expect(minuteIn("2026-11-22T16:30:00Z", ZONE)).toBe("2026-11-23 00:30");
    expect(momentOf("2026-11-23", "00:30", ZONE)).toBe("2026-11-22T16:30:00.000Z");
    for (const day of ["2026-03-28", "2026-03-29", "2026-10-25"]) {
      const moment = momentOf(day, "12:15", "Europe/Berlin");
      expect(minuteIn(moment, "Europe/Berlin")).toBe(`${day} 12:15`);
    }
    expect(dayIn("2026-12-31T16:00:00Z", ZONE)).toBe("2027-01-01");
  });

  it("counts whole days", () => {
    expect(daysBetween("2026-02-27", "2026-03-01")).toBe(2);
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  });
});

describe("nearness", () => {
  const now = new Date("2026-11-22T04:00:00Z");
  it.each([
    ["2026-11-22T03:59:30Z", "justNow", 0],
    ["2026-11-22T03:45:00Z", "minutes", 15],
    ["2026-11-22T01:00:00Z", "today", 0],
    ["2026-11-21T01:00:00Z", "yesterday", 0],
    ["2026-11-19T01:00:00Z", "days", 3],
    ["2026-10-01T01:00:00Z", "day", 0],
  ])("%s is told as %s", (moment, key, count) => expect(nearness(moment, now, ZONE)).toMatchObject({ key, count }));
});
