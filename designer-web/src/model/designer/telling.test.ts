import { describe, expect, it } from "vitest";
import type { Line } from "./difference";
import { fieldViews } from "./fieldViews";
import { impactOf } from "./impact";
import { propertiesOf, propertyValue, setting } from "./properties";
import { specimen } from "./specimen";
import { find } from "./tree";
import { moments } from "./versions";

describe("who uses what changes", () => {
  it("is counted by kind, the form itself and new fields aside", () => {
    const lines: Line[] = [
      { tone: "removed", text: "fieldRemoved", label: "金额", reference: "amount" },
      { tone: "added", text: "fieldAdded", label: "新", reference: "fresh" },
    ];
    const usage = (kind: string, key: string, field: string | null = "amount") => ({ kind, key, field });
    const usages = [
      usage("report", "a"),
      usage("report", "a"),
      usage("report", "b"),
      usage("workflow", "w"),
      usage("form", "order"),
      usage("view", "v", "fresh"),
      usage("view", "v", null),
    ];
    expect(impactOf(usages, lines, "order")).toEqual([
      {
        field: "amount",
        label: "金额",
        counts: [
          { kind: "report", count: 2 },
          { kind: "workflow", count: 1 },
        ],
      },
    ]);
    expect(impactOf(usages, [], "order")).toEqual([]);
  });
});

describe("versions", () => {
  it("of several definitions are the moments they were published at, with what has to come back", () => {
    const entity = { kind: "entity", key: "order" };
    const form = { kind: "form", key: "order" };
    const at = (minute: number, second = 0) => `2026-11-02T10:0${minute}:0${second}Z`;
    const all = [
      {
        at: entity,
        versions: [
          { version: 2, at: at(3) },
          { version: 1, at: at(1) },
        ],
      },
      {
        at: form,
        versions: [
          { version: 3, at: at(5) },
          { version: 2, at: at(3, 1) },
          { version: 1, at: at(1, 1) },
        ],
      },
    ];
    expect(moments(all).map(({ number, of }) => [number, of])).toEqual([
      [
        3,
        [
          { at: entity, version: 2 },
          { at: form, version: 3 },
        ],
      ],
      [
        2,
        [
          { at: entity, version: 2 },
          { at: form, version: 2 },
        ],
      ],
      [
        1,
        [
          { at: entity, version: 1 },
          { at: form, version: 1 },
        ],
      ],
    ]);
    expect(moments([{ at: entity, versions: [] }])).toEqual([]);
  });
});

describe("properties", () => {
  const draft = specimen();
  const block = (reference: string) => {
    const found = find(draft.form, reference)?.block;
    if (!found) throw new Error(`${reference} is on the form`);
    return found;
  };

  it("are those of the kind, and computed fields are not filled in", () => {
    const names = (reference: string, key = reference) =>
      propertiesOf(block(reference), draft.entity.properties[key]).map((one) => one.name);
    expect(names("name").slice(0, 4)).toEqual(["required", "help", "placeholder", "unique"]);
    expect(names("level")[0]).toBe("options");
    expect(names("total")).not.toContain("required");
    expect(names("total")).not.toContain("default_formula");
    expect(names("basic")).toEqual(["columns", "help", "collapsible", "collapsed"]);
  });

  it("are read where they are kept, and what is usual is left out", () => {
    const property = (reference: string, name: string) => {
      const found = propertiesOf(block(reference), draft.entity.properties[reference]).find((one) => one.name === name);
      if (!found) throw new Error(`${reference} has ${name}`);
      return found;
    };
    expect(propertyValue(draft, "name", block("name"), property("name", "required"))).toBe(true);
    expect(propertyValue(draft, "basic", block("basic"), property("basic", "columns"))).toBe(2);
    const set = (reference: string, name: string, value: number | string | boolean) =>
      setting(reference, block(reference), property(reference, name), value);
    expect(set("basic", "columns", 1)).toMatchObject({ kind: "block-set", value: undefined });
    expect(set("name", "unique", false)).toMatchObject({ kind: "annotation-set", value: undefined });
    expect(set("name", "maxLength", 9)).toMatchObject({ kind: "keyword-set", value: 9 });
    expect(set("items", "most", 9)).toMatchObject({ name: "rows", value: { columns: [{}, {}], most: 9 } });
    expect(set("items", "add", false)).toMatchObject({ name: "rows", value: { add: false } });
  });
});

describe("fields of a design", () => {
  it("look as those of an entity, rows included", () => {
    const views = fieldViews(specimen());
    expect(views.map((field) => [field.key, field.required, field.computed])).toContainEqual(["name", true, false]);
    expect(views.find((field) => field.key === "total")?.computed).toBe(true);
    expect(views.find((field) => field.key === "items")?.fields?.map((field) => field.key)).toEqual(["item", "price"]);
    expect(fieldViews(specimen(), "items").map((field) => field.key)).toEqual(["item", "price"]);
  });
});
