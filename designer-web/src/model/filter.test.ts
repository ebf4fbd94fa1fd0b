import { describe, expect, it } from "vitest";
import type { Field, Filter } from "../api/contract";
import { both, type Conditions, fromFilter, operatorsOf, toFilter, withOperator } from "./filter";

const field = (kind: Field["kind"], operators?: Field["operators"]): Field => ({
  key: "f",
  kind,
  labels: {},
  operators,
});

describe("conditions", () => {
  it("become a filter without the half-filled ones", () => {
    const conditions: Conditions = {
      join: "all",
      items: [
        { field: "level", op: "in", value: ["A"] },
        { field: "name", op: "contains", value: "  " },
        { field: "amount", op: "between", value: ["1", null] },
        { field: "phone", op: "is_empty", value: "left over" },
      ],
    };
    expect(toFilter(conditions)).toEqual({
      and: [
        { field: "level", op: "in", value: ["A"] },
        { field: "phone", op: "is_empty" },
      ],
    });
    expect(toFilter({ join: "any", items: [] })).toBeNull();
  });

  it("survive the way to a filter and back", () => {
    const filters: Filter[] = [
      { field: "a", op: "eq", value: 1 },
      {
        and: [
          { field: "a", op: "eq", value: 1 },
          { field: "b", op: "is_empty" },
        ],
      },
      {
        or: [
          { field: "at", op: "gte", value: { days_ago: 30 } },
          { field: "b", op: "eq", value: false },
        ],
      },
    ];
    for (const filter of filters) expect(toFilter(fromFilter(filter) ?? { join: "all", items: [] })).toEqual(filter);
  });

  it("say so when a filter is beyond them", () => {
    expect(fromFilter({ not: { field: "a", op: "eq", value: 1 } })).toBeNull();
    expect(fromFilter({ and: [{ or: [] }] })).toBeNull();
  });

  it("narrow the view's own filter instead of replacing it", () => {
    const own: Filter = { field: "owner_id", op: "eq", value: { me: "id" } };
    expect(both(own, null)).toBe(own);
    expect(both(own, own)).toEqual({ and: [own, own] });
    expect(both(null, undefined)).toBeNull();
  });
});

describe("operators", () => {
  it("are what the kind suggests, cut to what the server allows", () => {
    expect(operatorsOf(field("choice", ["eq", "ne", "in", "is_empty"]))).toEqual(["in", "is_empty"]);
    expect(operatorsOf(field("text", ["eq"]))).toEqual(["eq"]);
    expect(operatorsOf({ ...field("formula"), shape: "money" })).toContain("between");
    expect(operatorsOf({ ...field("lookup"), shape: "choice" })).toContain("in");
  });

  it("keep the value where it fits", () => {
    expect(withOperator({ field: "f", op: "eq", value: "A" }, "in").value).toEqual(["A"]);
    expect(withOperator({ field: "f", op: "in", value: ["A", "B"] }, "eq").value).toBe("A");
    expect(withOperator({ field: "f", op: "gte", value: 3 }, "between").value).toEqual([3, null]);
    expect(withOperator({ field: "f", op: "eq", value: 3 }, "is_empty")).toEqual({ field: "f", op: "is_empty" });
  });
});
