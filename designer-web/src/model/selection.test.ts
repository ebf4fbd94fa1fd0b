import { describe, expect, it } from "vitest";
import {
  bulkTarget,
  extendTo,
  headerState,
  isSelected,
  NOTHING,
  selectAll,
  selectedCount,
  toggleLoaded,
  toggleRow,
} from "./selection";

describe("selection", () => {
  it("ticks rows, ranges and everything loaded", () => {
    const one = toggleRow(NOTHING, "b");
    expect(isSelected(one, "b")).toBe(true);
    const span = extendTo(one, ["a", "b", "c", "d"], "b", "d");
    expect(selectedCount(span)).toBe(3);
    expect(headerState(span, ["a", "b", "c", "d"])).toBe("some");
    const all = toggleLoaded(span, ["a", "b", "c", "d"]);
    expect(headerState(all, ["a", "b", "c", "d"])).toBe("all");
    expect(toggleLoaded(all, ["a", "b", "c", "d"])).toBe(NOTHING);
  });

  it("keeps ticked rows of earlier pages", () => {
    const first = toggleLoaded(NOTHING, ["a", "b"]);
    expect(bulkTarget(toggleLoaded(first, ["c"]), null, "")).toEqual({ ids: ["a", "b", "c"] });
  });

  it("takes everything that matches, except what was unticked, by the same filter and search", () => {
    const all = toggleRow(selectAll(2000), "x");
    expect(selectedCount(all)).toBe(1999);
    expect(isSelected(all, "x")).toBe(false);
    expect(bulkTarget(selectAll(5), null, "")).toEqual({ filter: null, q: "" });
    expect(bulkTarget(all, { field: "level", op: "eq", value: "A" }, "恒远")).toEqual({
      filter: {
        and: [
          { field: "level", op: "eq", value: "A" },
          { field: "id", op: "not_in", value: ["x"] },
        ],
      },
      q: "恒远",
    });
  });
});
