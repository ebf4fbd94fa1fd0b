import { describe, expect, it } from "vitest";
import { asText, copy, fromText } from "./clipboard";
import { type DesignDraft, fieldOf } from "./documents";
import { applyEdit, type DesignEdit } from "./edit";
import { adding, ITEMS } from "./palette";
import { naming, specimen } from "./specimen";
import { begin, commit, redo, type Steps, undo } from "./steps";
import { move, placesFor, walk } from "./tree";

const order = (draft: DesignDraft) => walk(draft.form).map((one) => one.reference);

describe("edits", () => {
  it("add a field where it was dropped, also as a column", () => {
    const draft = specimen();
    const text = adding(draft, "text", { in: "basic", at: 1 }, naming);
    const next = applyEdit(draft, text?.edit as DesignEdit);
    expect(text?.reference).toBe("text");
    expect(order(next).slice(1, 5)).toEqual(["basic", "amount", "text", "level"]);
    expect(next.entity.properties.text?.["x-field"]).toEqual({ kind: "text", labels: { "zh-CN": "新text" } });
    const column = adding(draft, "date", { in: "items", at: 1 }, naming);
    const rows = applyEdit(draft, column?.edit as DesignEdit);
    expect(column?.reference).toBe("items.date");
    expect(order(rows)).toContain("items.date");
    expect(Object.keys(rows.rows.order_items?.properties ?? {})).toEqual(["item", "price", "date"]);
    expect(adding(draft, "sub_table", { in: "items", at: 0 }, naming)).toBeNull();
  });

  it("make the rows of a new sub-table, and take them away with it", () => {
    const draft = specimen();
    const table = adding(draft, "sub_table", { in: "", at: 0 }, naming);
    const next = applyEdit(draft, table?.edit as DesignEdit);
    expect(order(next).slice(0, 2)).toEqual(["sub_table", "sub_table.text"]);
    expect(next.rows.order_sub_table?.["x-entity"].parent).toBe("order");
    const gone = applyEdit(next, { kind: "removed", references: ["sub_table"] });
    expect(Object.keys(gone.rows)).toEqual(["order_items"]);
    expect(gone.entity.properties.sub_table).toBeUndefined();
  });

  it("move several things together, never into themselves or out of their table", () => {
    const draft = specimen();
    const moved = applyEdit(draft, { kind: "moved", references: ["level", "name"], to: { in: "", at: 3 } });
    expect(order(moved)).toEqual(["basic", "amount", "items", "items.item", "items.price", "name", "level", "total"]);
    expect(applyEdit(draft, { kind: "moved", references: ["basic"], to: { in: "basic", at: 0 } })).toBe(draft);
    expect(applyEdit(draft, { kind: "moved", references: ["items.item"], to: { in: "", at: 0 } })).toBe(draft);
    expect(applyEdit(draft, { kind: "moved", references: ["name"], to: { in: "items", at: 0 } })).toBe(draft);
    const columns = applyEdit(draft, { kind: "moved", references: ["items.item"], to: { in: "items", at: 2 } });
    expect(order(columns).slice(4, 7)).toEqual(["items", "items.price", "items.item"]);
  });

  it("take fields out of everything that lists them, and the title goes to the next text", () => {
    const draft = applyEdit(specimen(), { kind: "removed", references: ["basic", "name"] });
    expect(order(draft)).toEqual(["items", "items.item", "items.price", "total"]);
    expect(Object.keys(draft.entity.properties)).toEqual(["total", "items"]);
    expect(draft.entity.required).toEqual([]);
    expect(draft.entity["x-entity"].title).toBeUndefined();
    expect(draft.form.rules?.[0]).toMatchObject({ require: [], show: [] });
  });

  it("rename, with the new key wherever the old one stood", () => {
    const draft = applyEdit(specimen(), {
      kind: "renamed",
      reference: "amount",
      locale: "zh-CN",
      text: "运费",
      key: "freight",
    });
    expect(fieldOf(draft, "freight")?.["x-field"].labels["zh-CN"]).toBe("运费");
    expect(draft.entity.properties.total?.["x-field"].formula).toBe("SUM({items.price}) + {freight}");
    expect(draft.form.rules?.[0]?.when).toMatchObject({ field: "freight" });
    expect(order(draft)).toContain("freight");
    const column = { kind: "renamed", reference: "items.price", locale: "zh-CN", text: "价", key: "cost" } as const;
    expect(applyEdit(draft, column).entity.properties.total?.["x-field"].formula).toBe("SUM({items.cost}) + {freight}");
    const section = applyEdit(draft, { kind: "renamed", reference: "basic", locale: "zh-CN", text: "基本" });
    expect(section.form.layout[1]).toMatchObject({ key: "basic", labels: { "zh-CN": "基本" } });
  });

  it("set and take away properties of fields, blocks, the form and the entity", () => {
    const edits: DesignEdit[] = [
      { kind: "annotation-set", reference: "name", name: "unique", value: true },
      { kind: "keyword-set", reference: "name", name: "maxLength", value: 20 },
      { kind: "required-set", reference: "items.price", value: true },
      { kind: "required-set", reference: "name", value: false },
      { kind: "block-set", reference: "basic", name: "columns", value: 3 },
      { kind: "block-set", reference: "items.item", name: "span", value: 2 },
      { kind: "form-set", name: "submit", value: { "zh-CN": "下单" } },
      { kind: "entity-set", name: "icon", value: "shop" },
    ];
    const draft = edits.reduce(applyEdit, specimen());
    expect(draft.entity.properties.name).toMatchObject({ maxLength: 20, "x-field": { unique: true } });
    expect([draft.entity.required, draft.rows.order_items?.required]).toEqual([[], ["price"]]);
    expect(draft.form.layout[1]).toMatchObject({ columns: 3 });
    expect(draft.form.layout[2]).toMatchObject({ rows: { columns: [{ field: "item", span: 2 }, { field: "price" }] } });
    expect([draft.form.submit, draft.entity["x-entity"].icon]).toEqual([{ "zh-CN": "下单" }, "shop"]);
    const bare = applyEdit(draft, { kind: "keyword-set", reference: "name", name: "maxLength", value: undefined });
    expect(bare.entity.properties.name).not.toHaveProperty("maxLength");
  });

  it("keep rules and checks of the form and of rows", () => {
    const scope = { table: "items" };
    const edits: DesignEdit[] = [
      { kind: "rule-put", scope: {}, rule: { key: "second", hide: ["name"] } },
      { kind: "rule-moved", scope: {}, key: "second", by: -1 },
      { kind: "rule-put", scope, rule: { key: "inner", require: ["price"] } },
      {
        kind: "check-put",
        scope,
        check: { key: "positive", formula: "{price} > 0", message: { "zh-CN": "要大于 0" } },
      },
      { kind: "rule-put", scope, rule: { key: "inner", readonly: ["price"] } },
    ];
    const draft = edits.reduce(applyEdit, specimen());
    expect(draft.form.rules?.map((rule) => rule.key)).toEqual(["second", "big"]);
    expect(draft.form.layout[2]).toMatchObject({ rows: { rules: [{ key: "inner", readonly: ["price"] }] } });
    const bare = (["rule-removed", "check-removed"] as const).reduce(
      (left, kind) => applyEdit(left, { kind, scope, key: kind === "rule-removed" ? "inner" : "positive" }),
      draft,
    );
    expect(bare.form.layout[2]).toMatchObject({ rows: { rules: [], checks: [] } });
  });

  it("add panels and take them away without losing what lies in them", () => {
    const made = adding(specimen(), "tabs", { in: "", at: 0 }, naming);
    const edits: DesignEdit[] = [
      made?.edit as DesignEdit,
      { kind: "moved", references: ["name"], to: { in: "tabs_2", at: 0 } },
      { kind: "panel-added", reference: "tabs", key: "third", labels: {} },
      { kind: "panel-removed", reference: "tabs", key: "tabs_2" },
    ];
    const draft = edits.reduce(applyEdit, specimen());
    expect(draft.form.layout[0]).toMatchObject({
      panels: [{ key: "tabs_1", blocks: [{ field: "name" }] }, { key: "third" }],
    });
  });

  it("paste copies with keys of their own, also into another form", () => {
    const draft = specimen();
    const copied = fromText(asText(copy(draft, ["basic", "amount", "items"])));
    if (!copied) throw new Error("what was copied is read again");
    const next = applyEdit(draft, { kind: "pasted", copied, at: { in: "", at: 4 } });
    expect(order(next).slice(8)).toEqual([
      "basic_2",
      "amount_2",
      "level_2",
      "items_2",
      "items_2.item",
      "items_2.price",
    ]);
    expect(next.entity.properties.items_2?.["x-field"].target).toBe("order_items_2");
    expect(next.rows.order_items_2?.properties).toEqual(draft.rows.order_items?.properties);
    const column = copy(draft, ["items.price"]);
    const inRows = applyEdit(draft, { kind: "pasted", copied: column, at: { in: "items", at: 2 } });
    expect(order(inRows)).toContain("items.price_2");
    expect([fromText("hello"), fromText('{"a":1}'), fromText("[1]")]).toEqual([null, null, null]);
  });
});

/** A small generator: the same numbers every time. */
function chance(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

function randomEdit(draft: DesignDraft, next: (below: number) => number): DesignEdit | undefined {
  const all = walk(draft.form);
  const one = all[next(Math.max(1, all.length))];
  const places = placesFor(draft.form, one && next(2) === 0 ? one : "new");
  const at = places[next(places.length)] ?? { in: "", at: 0 };
  switch (next(6)) {
    case 0:
      return one && { kind: "removed", references: [one.reference] };
    case 1:
      return one && { kind: "moved", references: [one.reference], to: at };
    case 2:
      return one && { kind: "renamed", reference: one.reference, locale: "zh-CN", text: "新", key: `k${next(99)}` };
    case 3:
      return one && { kind: "pasted", copied: copy(draft, [one.reference]), at };
    default:
      return adding(draft, ITEMS[next(ITEMS.length)]?.key ?? "text", at, naming)?.edit;
  }
}

describe("undo", () => {
  it("goes back through a hundred random edits to what was before, and forth again", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const next = chance(seed);
      let steps: Steps<DesignDraft> = begin(specimen());
      for (let count = 0; count < 60; count++) {
        const edit = randomEdit(steps.present, next);
        if (edit) steps = commit(steps, applyEdit(steps.present, edit), count * 1000);
      }
      const after = steps.present;
      expect(steps.past.length).toBeGreaterThan(10);
      const references = order(after);
      expect(new Set(references).size).toBe(references.length);
      for (const { block, reference, column } of walk(after.form))
        if (block.type === "field" || column)
          expect([seed, reference, fieldOf(after, reference) !== undefined]).toEqual([seed, reference, true]);
      while (steps.past.length > 0) steps = undo(steps);
      expect(steps.present).toEqual(specimen());
      while (steps.future.length > 0) steps = redo(steps);
      expect(steps.present).toBe(after);
    }
  });

  it("holds a hundred steps and takes what is typed in one go for one", () => {
    let steps = begin(0);
    for (let count = 1; count <= 150; count++) steps = commit(steps, count, count * 1000);
    expect(steps.past.length).toBe(100);
    let typed = begin("");
    for (const [at, text] of ["a", "ab", "abc"].entries()) typed = commit(typed, text, at * 400, "name");
    typed = commit(typed, "abcd", 3000, "name");
    expect([typed.past, undo(typed).present, undo(undo(typed)).present]).toEqual([["", "abc"], "abc", ""]);
    expect(commit(typed, typed.present, 9999)).toBe(typed);
  });
});

describe("moving", () => {
  it("shares what did not change", () => {
    const { form } = specimen();
    const next = move(form, ["total"], { in: "", at: 0 });
    expect([next.layout[1], next.layout[2]]).toEqual([form.layout[0], form.layout[1]]);
    expect(next.layout[2]).toBe(form.layout[1]);
  });
});
