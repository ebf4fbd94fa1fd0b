import { describe, expect, it } from "vitest";
import { differences, newFields } from "./difference";
import { applyEdit, type DesignEdit } from "./edit";
import { filterFrom, groupsFrom } from "./groups";
import { freeKey } from "./keys";
import { changedSince, documentsOf, formOf, newDesign, opened } from "./opening";
import { placeAfter, searchItems } from "./palette";
import { NOTHING, only, pick, still } from "./picked";
import { placed } from "./pointers";
import { rightOf, rolesOf, withEntity, withoutGone, withRight } from "./rights";
import { specimen } from "./specimen";

describe("keys", () => {
  it("are free, legal and never those of the system", () => {
    expect(freeKey("客户", [])).toBe("field");
    expect(freeKey("2 Net Weight!", [])).toBe("net_weight");
    expect(freeKey("name", ["name", "name_2"])).toBe("name_3");
    expect(freeKey("owner id", [])).toBe("owner_id_2");
    expect(freeKey("a".repeat(80), []).length).toBeLessThanOrEqual(48);
  });
});

describe("selection", () => {
  const order = ["a", "b", "c", "d"];
  it("takes one, all between, one more, one less", () => {
    const plain = { shift: false, toggle: false };
    const one = pick(NOTHING, order, "b", plain);
    expect(one.references).toEqual(["b"]);
    expect(pick(one, order, "d", { ...plain, shift: true }).references).toEqual(["b", "c", "d"]);
    const two = pick(one, order, "a", { ...plain, toggle: true });
    expect(two.references).toEqual(["a", "b"]);
    expect(pick(two, order, "b", { ...plain, toggle: true }).references).toEqual(["a"]);
    expect(still(two, ["b"]).references).toEqual(["b"]);
    expect(still(only("a"), order).references).toEqual(["a"]);
  });
});

describe("the palette", () => {
  const names: Record<string, string> = { text: "单行文本", choice: "单选", sub_table: "明细", money: "金额" };
  it("finds by name, by pinyin, by initials and in English", () => {
    const first = (typed: string) => searchItems(typed, (key) => names[key] ?? "")[0]?.key;
    expect(["单行", "dhwb", "mx", "jine", "sub"].map(first)).toEqual([
      "text",
      "text",
      "sub_table",
      "money",
      "sub_table",
    ]);
    expect(searchItems("没有这种", (key) => names[key] ?? "")).toEqual([]);
  });

  it("puts new things behind what is selected", () => {
    const draft = specimen();
    expect(placeAfter(draft, undefined, "text")).toEqual({ in: "", at: 4 });
    expect(placeAfter(draft, "amount", "text")).toEqual({ in: "basic", at: 1 });
    expect(placeAfter(draft, "basic", "text")).toEqual({ in: "basic", at: 2 });
    expect(placeAfter(draft, "items.item", "text")).toEqual({ in: "items", at: 1 });
    expect(placeAfter(draft, "items.item", "section")).toEqual({ in: "", at: 3 });
  });
});

describe("documents", () => {
  it("are those that changed, with the sections of the form as groups", () => {
    const draft = specimen();
    const kept = documentsOf(draft);
    expect(kept.map((one) => `${one.kind}/${one.key}`)).toEqual([
      "entity/order",
      "entity/order_items",
      "form/order",
      "role/sales",
    ]);
    expect(kept[0]?.body).toMatchObject({ "x-entity": { groups: [{ key: "basic", fields: ["amount", "level"] }] } });
    const next = applyEdit(draft, { kind: "form-set", name: "creates", value: false });
    expect(changedSince(documentsOf(next), kept).map((one) => one.kind)).toEqual(["form"]);
    expect(changedSince(documentsOf(draft), kept)).toEqual([]);
  });

  it("of an entity without a form are laid out by its groups", () => {
    const draft = specimen();
    const grouped = applyEdit(draft, {
      kind: "entity-set",
      name: "groups",
      value: [{ key: "main", fields: ["name"] }],
    });
    const form = formOf(grouped.entity, grouped.rows);
    expect(form.layout.map((block) => (block.type === "field" ? block.field : block.key))).toEqual([
      "main",
      "amount",
      "level",
      "total",
      "items",
    ]);
    expect(form.layout[4]).toMatchObject({ rows: { columns: [{ field: "item" }, { field: "price" }] } });
    expect(opened(grouped.entity, undefined, grouped.rows, []).form).toEqual(form);
    expect(newDesign("visit", "crm", { "zh-CN": "拜访" }).view.body).toMatchObject({ entity: "visit", app: "crm" });
  });
});

describe("issues", () => {
  it("are found on the canvas", () => {
    const at = (pointer: string) => placed(specimen(), [{ code: "x", message: "", pointer }])[0]?.where;
    expect(at("/entity/order/properties/amount/x-field/scale")).toEqual({ at: "block", reference: "amount" });
    expect(at("/entity/order_items/properties/price")).toEqual({ at: "block", reference: "items.price" });
    expect(at("/form/order/layout/1/blocks/1/span")).toEqual({ at: "block", reference: "level" });
    expect(at("/form/order/layout/2/rows/columns/1")).toEqual({ at: "block", reference: "items.price" });
    expect(at("/form/order/rules/0/when")).toEqual({ at: "rule", key: "big" });
    expect(at("/role/sales/entities")).toEqual({ at: "form" });
  });
});

describe("conditions in groups", () => {
  it("go to filters and back, two levels deep", () => {
    const leaf = (field: string) => ({ field, op: "eq" as const, value: "1" });
    const filter = { and: [leaf("a"), { or: [leaf("b"), leaf("c")] }] };
    const groups = groupsFrom(filter);
    expect(groups).toEqual({ join: "all", items: [leaf("a"), { join: "any", items: [leaf("b"), leaf("c")] }] });
    expect(groups && filterFrom(groups)).toEqual(filter);
    expect(groupsFrom({ and: [{ or: [{ and: [leaf("a"), leaf("b")] }, leaf("c")] }, leaf("d")] })).toBeNull();
    expect(groupsFrom({ not: leaf("a") })).toBeNull();
    expect(
      filterFrom({
        join: "any",
        items: [
          { field: "a", op: "eq" },
          { join: "all", items: [] },
        ],
      }),
    ).toBeUndefined();
  });
});

describe("rights", () => {
  it("are written only where they are less than everything", () => {
    const { roles } = specimen();
    const [sales] = rolesOf(roles, "order");
    if (!sales) throw new Error("sales has to do with orders");
    const masked = withRight(sales, "order", "amount", "masked");
    expect(rightOf(masked, "order", "amount")).toBe("masked");
    expect(withRight(masked, "order", "amount", "editable").entities?.order?.fields).toEqual({});
    expect(withoutGone(masked, "order", ["name"]).entities?.order?.fields).toEqual({});
    expect(withoutGone(masked, "order", ["amount"])).toBe(masked);
    expect(rolesOf(roles, "other")).toEqual([]);
    expect(withEntity(sales, "other").entities?.other?.actions?.view).toBe("all");
  });
});

describe("differences", () => {
  const told = (lines: { tone: string; text: string; label: string }[]) =>
    lines.map((l) => `${l.tone} ${l.text} ${l.label}`);
  it("say what is new, other, gone and breaking", () => {
    const before = specimen();
    expect(differences(before, before, "zh-CN")).toEqual([]);
    const edits: DesignEdit[] = [
      { kind: "removed", references: ["total"] },
      { kind: "renamed", reference: "name", locale: "zh-CN", text: "单号" },
      { kind: "required-set", reference: "amount", value: true },
      { kind: "annotation-set", reference: "level", name: "options", value: [] },
      { kind: "keyword-set", reference: "name", name: "maxLength", value: 5 },
      { kind: "moved", references: ["items"], to: { in: "", at: 0 } },
      { kind: "form-set", name: "rules", value: [] },
    ];
    const after = edits.reduce(applyEdit, before);
    expect(told(differences(before, after, "zh-CN"))).toEqual([
      "changed renamed 单号",
      "breaking narrower 单号",
      "breaking nowRequired 金额",
      "breaking optionsGone 等级",
      "removed fieldRemoved 合计",
      "changed layoutChanged 订单",
      "changed rulesChanged 订单",
    ]);
    expect(told(differences(null, before, "zh-CN"))[0]).toBe("added entityNew 订单");
    expect(newFields(before, after)).toEqual([]);
    expect(newFields(null, before)).toContain("level");
  });
});
