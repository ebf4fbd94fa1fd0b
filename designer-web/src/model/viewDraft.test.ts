import { describe, expect, it } from "vitest";
import type { Entity, Field } from "../api/contract";
import { viewChanges } from "./viewChanges";
import {
  applyViewEdit,
  documentOf,
  fieldsFor,
  lacking,
  newView,
  type ViewDefinition,
  type ViewEdit,
  viewOfDraft,
} from "./viewDraft";

const field = (key: string, kind: Field["kind"], more: Partial<Field> = {}): Field => ({
  key,
  kind,
  labels: {},
  right: "editable",
  ...more,
});
const entity = {
  key: "deal",
  title: "name",
  fields: [
    field("name", "text"),
    field("stage", "choice"),
    field("amount", "decimal"),
    field("due", "formula", { shape: "date", computed: true }),
    field("lines", "sub_table"),
    field("files", "attachment"),
  ],
  views: [{ key: "all", type: "table", columns: ["name", "stage"], sort: ["-amount"] }],
} as unknown as Entity;
const start = newView(entity, "deal-1");
const after = (...edits: ViewEdit[]) => edits.reduce((view, edit) => applyViewEdit(entity, view, edit), start);

describe("a view that is designed", () => {
  it("begins as the first list and with the first fields that fit its type", () => {
    expect(start).toMatchObject({ columns: ["name", "stage"], sort: ["-amount"], type: "table" });
    expect(after({ kind: "typed", type: "kanban" }).kanban).toEqual({ group_by: "stage", card: { fields: ["stage"] } });
    expect(after({ kind: "typed", type: "calendar" }).calendar).toEqual({ start: "due" });
    expect(after({ kind: "typed", type: "gallery" }).gallery).toEqual({ image: "files", fields: ["stage"] });
    expect(fieldsFor(entity, "asked").map((one) => one.key)).not.toContain("due");
    expect(fieldsFor(entity, "shown").map((one) => one.key)).not.toContain("lines");
  });

  it("keeps the settings of another type while it is tried, and publishes those of its own alone", () => {
    const tried = after(
      { kind: "typed", type: "kanban" },
      { kind: "kanban", change: { colour_by: "stage" } },
      { kind: "typed", type: "calendar" },
    );
    expect(tried.kanban?.colour_by).toBe("stage");
    expect(documentOf(tried)).toEqual({
      format: 1,
      key: "deal-1",
      entity: "deal",
      labels: {},
      type: "calendar",
      calendar: { start: "due" },
      columns: ["name", "stage"],
      sort: ["-amount"],
    });
    expect(viewOfDraft(tried)).toMatchObject({ type: "calendar", app: "local", calendar: { start: "due" } });
    const again = applyViewEdit(entity, tried, { kind: "typed", type: "kanban" });
    expect(again.kanban?.colour_by).toBe("stage");
  });

  it("says nothing where nothing is set", () => {
    const view = after(
      { kind: "typed", type: "kanban" },
      { kind: "kanban", change: { totals: [], guards: [], colour_by: undefined } },
      { kind: "filter", filter: undefined },
      { kind: "named", locale: "zh-CN", name: "  " },
    );
    expect(documentOf(view)).toMatchObject({ labels: {}, kanban: { group_by: "stage", card: { fields: ["stage"] } } });
    expect(Object.keys(documentOf(view).kanban ?? {})).toEqual(["group_by", "card"]);
    expect("filter" in documentOf(view)).toBe(false);
  });

  it("forgets columns and questions of a field that no longer makes the columns", () => {
    const columns = [{ value: "won" }];
    const view = after(
      { kind: "typed", type: "kanban" },
      { kind: "kanban", change: { columns, guards: [{ to: "won", ask: ["amount"] }] } },
    );
    const other = applyViewEdit(entity, view, { kind: "kanban", change: { group_by: "owner_id" } });
    expect([other.kanban?.columns, other.kanban?.guards]).toEqual([undefined, undefined]);
    expect(applyViewEdit(entity, view, { kind: "kanban", change: { colour_by: "stage" } }).kanban?.columns).toBe(
      columns,
    );
  });

  it("says what it lacks", () => {
    expect(lacking(start)).toEqual(["name"]);
    const named: ViewDefinition = { ...start, labels: { "zh-CN": "视图" } };
    expect(lacking(named)).toEqual([]);
    expect(lacking({ ...named, type: "timeline", timeline: { start: "due", end: "" } })).toEqual(["end"]);
    expect(lacking({ ...named, type: "kanban" })).toEqual(["lanes"]);
  });
});

describe("what publishing changes", () => {
  const before: ViewDefinition = { ...start, labels: { "zh-CN": "全部" }, type: undefined };
  const kinds = (view: ViewDefinition) => viewChanges(before, view).map((change) => change.kind);

  it("is nothing where nothing changed, and everything of a new view", () => {
    expect(kinds({ ...before, type: "table", filter: null })).toEqual([]);
    expect(viewChanges(null, before)).toEqual([{ kind: "created" }]);
  });

  it("is told part by part", () => {
    expect(viewChanges(before, { ...before, columns: ["stage", "amount"] })).toEqual([
      { kind: "columnsAdded", fields: ["amount"] },
      { kind: "columnsRemoved", fields: ["name"] },
    ]);
    expect(kinds({ ...before, columns: ["stage", "name"] })).toEqual(["columnsMoved"]);
    expect(
      kinds({
        ...before,
        labels: { "zh-CN": "重点" },
        type: "kanban",
        kanban: { group_by: "stage" },
        filter: { field: "stage", op: "is_not_empty" },
        sort: [],
        roles: ["sales"],
      }),
    ).toEqual(["named", "typed", "filter", "sort", "roles"]);
    const kanban: ViewDefinition = { ...before, type: "kanban", kanban: { group_by: "stage" } };
    expect(viewChanges(kanban, { ...kanban, kanban: { group_by: "owner_id" } })).toEqual([{ kind: "settings" }]);
  });
});
