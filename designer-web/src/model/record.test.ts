import { describe, expect, it } from "vitest";
import type { Change, Department, Entity, Field, Import, RecordRow } from "../api/contract";
import {
  columnsOf,
  moveColumn,
  NO_CHOICE,
  parseChoice,
  resizeColumn,
  toggleColumn,
  toggleSort,
  WIDEST,
} from "./columns";
import { isDecided, resolvedPatch } from "./conflict";
import { fieldOf, groupsOf } from "./fields";
import { headColumns, headline, storyField } from "./headline";
import { highlight } from "./highlight";
import { byDay, lineKind, occasionOf, othersOf, visibleChanges } from "./history";
import { columnMapping, mapColumn, mapLookup, progressOf, stepOf, unmappedRequired, willWrite } from "./importing";
import { bareName, labelOf } from "./label";
import { isBelow, pathOf, treeOf } from "./tree";
import { asTitled, isBlank, sameValue, UNNAMED } from "./value";

const field = (key: string, kind: Field["kind"], more: Partial<Field> = {}): Field => ({
  key,
  kind,
  labels: {},
  ...more,
});
const ENTITY: Entity = {
  key: "customer",
  labels: {},
  title: "name",
  app: "a",
  owner: true,
  actions: {
    view: true,
    create: true,
    edit: true,
    delete: true,
    export: true,
    import: true,
    print: true,
    share: true,
    unmask: true,
  },
  groups: [{ key: "basic", labels: {}, fields: ["name", "hidden_one", "level"] }],
  fields: [
    field("name", "text"),
    field("level", "choice"),
    field("tags", "tags"),
    field("next_on", "date"),
    field("signed", "date"),
    field("phone", "phone"),
  ],
  related: [],
  views: [
    {
      key: "v",
      app: "customer-archive",
      entity: "customer",
      labels: {},
      type: "table",
      columns: ["level", "phone", "owner_id"],
      sort: [],
      page_size: 50,
    },
  ],
};

describe("columns", () => {
  it("always show the name and survive unknown keys", () => {
    const shown = columnsOf(ENTITY, { columns: ["level", "gone"] }, NO_CHOICE);
    expect(shown.map((column) => column.field.key)).toEqual(["name", "level"]);
  });
  it("are as wide as their longest choice in the language of the screen", () => {
    const level = {
      ...fieldOf(ENTITY, "level"),
      options: [{ key: "b", labels: { "zh-CN": "软件与信息服务", en: "IT" } }],
    };
    const entity = { ...ENTITY, fields: ENTITY.fields.map((one) => (one.key === "level" ? level : one)) } as Entity;
    const wide = (locale: string) => columnsOf(entity, { columns: ["level"] }, NO_CHOICE, locale)[1]?.width ?? 0;
    expect(wide("zh-CN")).toBeGreaterThanOrEqual(7 * 12 + 40);
    expect(wide("en")).toBeLessThan(wide("zh-CN"));
  });
  it("are chosen, moved and resized within bounds", () => {
    const choice = toggleColumn(NO_CHOICE, ["name", "level"], "phone");
    expect(choice.shown).toEqual(["name", "level", "phone"]);
    expect(moveColumn(choice, ["name", "level", "phone"], "phone", -1).shown).toEqual(["name", "phone", "level"]);
    expect(moveColumn(choice, ["name", "level"], "level", 1)).toBe(choice);
    expect(resizeColumn(choice, "name", 9999).widths.name).toBe(WIDEST);
    expect(parseChoice("not json")).toEqual(NO_CHOICE);
    expect(parseChoice('{"shown":["a",1]}').shown).toEqual(["a"]);
  });
  it("sort up, down, then as the view does", () => {
    expect(toggleSort([], "a")).toEqual(["a"]);
    expect(toggleSort(["a"], "a")).toEqual(["-a"]);
    expect(toggleSort(["-a"], "a")).toEqual([]);
  });
});

describe("a record's page", () => {
  const record: RecordRow = {
    id: "1",
    version: 1,
    name: "恒远",
    level: "A",
    tags: ["x"],
    next_on: "2026-11-20",
    signed: "2027-01-01",
    phone: "138",
  };
  it("tells level, tags, the planned day and the other columns of its views", () => {
    const head = headline(ENTITY, headColumns(ENTITY), record, "2026-11-22", (moment) => moment.slice(0, 10));
    expect(head.marks.map((one) => one.key)).toEqual(["level", "tags"]);
    expect(head.next).toMatchObject({ field: { key: "next_on" }, day: "2026-11-20" });
    expect(head.facts.map((one) => one.key)).toEqual(["phone"]);
  });
  it("falls back to the nearest coming day", () => {
    const { next_on: _, ...rest } = record;
    const head = headline(ENTITY, [], rest as RecordRow, "2026-11-22", (moment) => moment);
    expect(head.next?.field.key).toBe("signed");
  });
  it("keeps a place for what is planned only where something can be", () => {
    const { next_on: _, signed: _unsigned, ...rest } = record;
    const told = (entity: Entity) => headline(entity, [], rest as RecordRow, "2026-11-22", (moment) => moment);
    expect(told(ENTITY)).toMatchObject({ next: null, plan: { key: "next_on" } });
    const unplanned = { ...ENTITY, fields: ENTITY.fields.filter((field) => field.key !== "next_on") };
    expect(told(unplanned)).toMatchObject({ next: null, plan: null });
  });
  it("puts fields nobody grouped last and leaves out those the person may not see", () => {
    const groups = groupsOf(ENTITY);
    expect(groups.map((group) => group.fields.map((one) => one.key))).toEqual([
      ["name", "level"],
      ["tags", "next_on", "signed", "phone"],
    ]);
  });
  it("reads a list with a long text as a story", () => {
    expect(storyField({ ...ENTITY, fields: [field("content", "long_text")] }, ["content"])?.key).toBe("content");
    expect(storyField(ENTITY, ["name"])).toBeUndefined();
  });
});

describe("history", () => {
  const change = (position: number, at: string, lines: Change["changes"], action = "update"): Change => ({
    position,
    at,
    actor: null,
    batch: null,
    action,
    changes: lines,
  });
  it("groups by the person's day and drops changes that changed nothing", () => {
    const days = byDay(
      [
        change(3, "2026-11-22T01:00:00Z", [{ field: "a", old: "x", new: "y" }]),
        change(2, "2026-11-21T17:00:00Z", [{ field: "a", old: "", new: null }]),
        change(1, "2026-11-21T15:00:00Z", [], "create"),
      ],
      "Asia/Shanghai",
    );
    expect(days.map((day) => [day.day, day.changes.length])).toEqual([
      ["2026-11-22", 1],
      ["2026-11-21", 1],
    ]);
  });
  it("says whether something was filled in, emptied or changed", () => {
    expect([
      lineKind({ field: "a", new: 1 }),
      lineKind({ field: "a", old: [1], new: [] }),
      lineKind({ field: "a", old: 1, new: 2 }),
    ]).toEqual(["filled", "cleared", "changed"]);
  });
});

describe("conflicts", () => {
  const conflicts = [
    { field: "level", theirs: "B", yours: "A", by: "u", at: "" },
    { field: "phone", theirs: "1", yours: "2", by: "u", at: "" },
  ];
  it("write what was kept as mine and everything nobody else touched", () => {
    expect(isDecided(conflicts, { level: "mine" })).toBe(false);
    const patch = { level: "A", phone: "2", name: "新名" };
    expect(resolvedPatch(patch, conflicts, { level: "theirs", phone: "mine" })).toEqual({ phone: "2", name: "新名" });
  });
});

describe("occasions", () => {
  it("tell a handover with its reason, a rule, and a change of many from one by hand", () => {
    const told = { handover: { from: "a", to: "b", reason: "离职" } };
    expect(occasionOf({ why: told, batch: "x" })).toEqual({ kind: "handover", reason: "离职" });
    expect(occasionOf({ why: { import: "i", row: 3 }, batch: "x" })?.kind).toBe("import");
    expect(occasionOf({ why: { rule: "r" }, batch: null })?.kind).toBe("rule");
    expect(occasionOf({ why: null, batch: "x" })?.kind).toBe("batch");
    expect(occasionOf({ why: null, batch: null })).toBeNull();
  });
  it("name the entry kept by a merge and those said to be different", () => {
    const merged = { merge: { kept: "k" } };
    expect([occasionOf({ why: merged, batch: "x" })?.kind, othersOf({ why: merged })]).toEqual(["merge", ["k"]]);
    const apart = { different: { records: ["a", "b"] } };
    expect([occasionOf({ why: apart, batch: null }), othersOf({ why: apart })]).toEqual([null, ["a", "b"]]);
    expect(othersOf({ why: null })).toEqual([]);
    const change = { position: 1, at: "2026-11-22T00:00:00Z", actor: null, action: "update", changes: [], batch: "x" };
    const told = visibleChanges([
      { ...change, why: { merge: { records: ["b"] } } },
      { ...change, why: null },
    ]);
    expect(told.map((one) => one.why)).toEqual([{ merge: { records: ["b"] } }]);
  });
});

describe("importing", () => {
  const columns = [
    { column: 0, header: "公司", samples: [], confidence: 1, field: "name" },
    { column: 1, header: "名称", samples: [], confidence: 1, field: null },
  ];
  const job = {
    on_match: "skip",
    counts: { rows: 9, new: 4, update: 3, duplicate: 0, refused: 2, blank: 0, total: 0, done: 2 },
  } as unknown as Import;
  it("maps a field to one column only", () => {
    expect(mapColumn(columns, 1, "name").map((column) => column.field)).toEqual([null, "name"]);
    expect(
      unmappedRequired(columns, [
        field("name", "text", { required: true }),
        field("code", "text", { required: true }),
      ]).map((one) => one.key),
    ).toEqual(["code"]);
  });
  it("keeps by which field a column names its records until the column goes elsewhere", () => {
    const named = mapLookup(columns, 0, "code");
    expect(named.map(columnMapping)).toEqual([
      { column: 0, field: "name", lookup: "code" },
      { column: 1, field: null },
    ]);
    expect(mapColumn(named, 0, "other").map(columnMapping)[0]).toEqual({ column: 0, field: "other" });
    expect(mapColumn(named, 1, "name").map(columnMapping)).toEqual([
      { column: 0, field: null },
      { column: 1, field: "name" },
    ]);
  });
  it("counts what will be written and how far it is", () => {
    expect([willWrite(job), progressOf(job)]).toEqual([4, 50]);
    expect([
      stepOf(undefined, "map"),
      stepOf("ready", "check"),
      stepOf("applying", "map"),
      stepOf("failed", "check"),
    ]).toEqual(["file", "check", "apply", "file"]);
  });
});

describe("departments", () => {
  const all: Department[] = [
    { id: "1", name: "公司", order: 0, parent_id: null },
    { id: "2", name: "销售", order: 0, parent_id: "1" },
    { id: "3", name: "华东", order: 0, parent_id: "2" },
    { id: "4", name: "孤儿", order: 0, parent_id: "gone" },
  ];
  it("form a tree, and none can move below itself", () => {
    expect(treeOf(all).map((branch) => branch.name)).toEqual(expect.arrayContaining(["公司", "孤儿"]));
    expect(pathOf(all, "3")).toBe("公司 / 销售 / 华东");
    expect([isBelow(all, "3", "1"), isBelow(all, "1", "3")]).toEqual([true, false]);
  });
});

describe("values and words", () => {
  it("are blank and equal as the server sees them", () => {
    expect([isBlank("  "), isBlank([]), isBlank({}), isBlank(0), isBlank(false)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(sameValue({ amount: "1", currency: "CNY" }, { currency: "CNY", amount: "1" })).toBe(true);
    expect(sameValue(undefined, [])).toBe(true);
  });
  it("know a reference by id, by title, and one whose name is not for this person", () => {
    expect(asTitled("7")).toEqual({ id: "7", title: "" });
    expect(asTitled({ id: "7", title: "恒远" })).toEqual({ id: "7", title: "恒远" });
    expect(asTitled({ id: "7", title: null })?.title).toBe(UNNAMED);
    expect([asTitled(null), asTitled({}), asTitled("")]).toEqual([null, null, null]);
  });
  it("mark every word of a search", () => {
    expect(highlight("苏州恒远机械", "恒远").map((piece) => [piece.text, piece.hit])).toEqual([
      ["苏州", false],
      ["恒远", true],
      ["机械", false],
    ]);
    expect(highlight("abc", "")).toEqual([{ text: "abc", hit: false }]);
  });
  it("fall back from the language to Chinese to the key", () => {
    expect(labelOf({ labels: { "zh-CN": "客户" }, key: "c" }, "en")).toBe("客户");
    expect(labelOf({ labels: {}, key: "c" }, "en")).toBe("c");
    expect([bareName("跟进记录"), bareName("记录")]).toEqual(["跟进", "记录"]);
  });
});
