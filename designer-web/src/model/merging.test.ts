import { describe, expect, it } from "vitest";
import type { Entity, Field, RecordRow } from "../api/contract";
import { chosenValues, differing, keptByDefault, likeness, parentField, takenFrom } from "./merging";

const field = (key: string, more: Partial<Field> = {}): Field => ({
  key,
  kind: "text",
  labels: {},
  right: "editable",
  ...more,
});
const fields = [
  field("name"),
  field("level"),
  field("phone", { right: "masked" }),
  field("tags", { kind: "tags" }),
  field("parent", { kind: "reference", target: "company" }),
  field("visits", { kind: "roll_up", computed: true, right: "readonly" }),
];
const company = { key: "company", title: "name", fields } as unknown as Entity;
const rows: RecordRow[] = [
  { id: "a", version: 1, name: "砺珩公司", phone: "1", visits: 1 },
  { id: "b", version: 1, name: "砺珩科技", level: "A", phone: "2", tags: ["重点"], visits: 2 },
  { id: "c", version: 1, name: "砺珩公司-华东分部", level: "B", parent: { id: "x", title: "别家" }, visits: 2 },
];
const suspect = (id: string, branch: boolean) => ({ id, title: id, match: ["name"], branch });

describe("merging", () => {
  it("keeps the head office with the most filled in", () => {
    expect(keptByDefault([suspect("a", false), suspect("b", false), suspect("c", true)], rows)).toBe("b");
    expect(keptByDefault([suspect("a", true), suspect("b", true), suspect("c", true)], rows)).toBe("b");
  });

  it("tells names that are equal from names that are alike at their core", () => {
    const alike = (id: string, match: string[], among: RecordRow[]) =>
      likeness({ ...suspect(id, false), match }, among);
    expect(alike("a", ["name"], rows)).toEqual({ same: [], near: ["name"] });
    const twin = { id: "d", version: 1, name: "砺珩公司", phone: "2" };
    expect(alike("a", ["name"], [...rows, twin])).toEqual({ same: ["name"], near: [] });
    expect(alike("b", ["name", "phone"], [...rows, twin])).toEqual({ same: ["phone"], near: ["name"] });
    expect(likeness(undefined, rows)).toEqual({ same: [], near: [] });
  });

  it("shows what differs and is not computed", () => {
    expect(differing(company, rows).map((one) => one.key)).toEqual(["name", "level", "phone", "tags", "parent"]);
    expect(differing(company, rows.slice(0, 1))).toEqual([]);
  });

  it("tells the server only what is not its own rule", () => {
    const taken = (key: string) => takenFrom(fields.find((one) => one.key === key) ?? field(key), rows, "a");
    expect([taken("name"), taken("level"), taken("phone")]).toEqual(["a", "b", "a"]);
    expect(chosenValues(fields, rows, "a", { level: "b", phone: "b", tags: "b" })).toEqual({});
    expect(chosenValues(fields, rows, "a", { name: "b", level: "c", parent: "c" })).toEqual({
      name: "砺珩科技",
      level: "B",
    });
    expect(chosenValues(fields, rows, "a", { level: "a" })).toEqual({ level: null });
    expect(chosenValues(fields, rows, "a", { parent: "a" })).toEqual({ parent: null });
  });

  it("finds whose branch an entry is by its reference to its own kind", () => {
    expect(parentField(company)?.key).toBe("parent");
    expect(
      parentField({ ...company, fields: [field("parent", { kind: "reference", target: "contact" })] }),
    ).toBeUndefined();
  });
});
