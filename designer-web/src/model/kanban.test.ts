import { describe, expect, it } from "vitest";
import type { Entity, Field, Kanban, RecordRow, View } from "../api/contract";
import {
  askedFields,
  colourOf,
  kanbanFields,
  laneAt,
  laneFilter,
  lanePlace,
  lanesOf,
  laneValue,
  MOST_PEOPLE,
  mayMove,
  sumsOf,
} from "./kanban";

const option = (key: string, active = true) => ({ key, labels: {}, color: `c-${key}`, active });
const stage: Field = {
  key: "stage",
  kind: "choice",
  labels: {},
  right: "editable",
  options: [option("open"), option("won"), option("lost"), option("old", false)],
};
const reason: Field = { key: "reason", kind: "text", labels: {}, right: "editable" };
const owner: Field = { key: "owner_id", kind: "user", labels: {}, right: "editable" };
const entity = { key: "deal", title: "name", fields: [{ ...reason, key: "name" }, stage, reason] } as unknown as Entity;
const view = { columns: ["name", "stage", "reason"] } as unknown as View;
const row = (values: object) => ({ id: "1", version: 1, ...values }) as RecordRow;
const values = (kanban: Kanban, field: Field, sums: ReturnType<typeof sumsOf>) =>
  lanesOf(kanban, field, sums).map((lane) => lane.value);

describe("columns of a kanban", () => {
  it("are the choices in their order, those the view names first, hidden ones left out", () => {
    expect(values({ group_by: "stage" }, stage, [])).toEqual(["open", "won", "lost"]);
    const columns = [{ value: "lost" }, { value: "won", hidden: true }];
    expect(values({ group_by: "stage", columns }, stage, [])).toEqual(["lost", "open"]);
  });

  it("show a retired choice and the records without one only while there are some", () => {
    const sums = sumsOf({ group_by: "stage" }, stage, [
      { stage: "old", count: 2 },
      { stage: null, count: 1 },
    ]);
    expect(values({ group_by: "stage" }, stage, sums)).toEqual(["open", "won", "lost", "old", null]);
    expect(values({ group_by: "stage", columns: [{}] }, stage, [])[0]).toBeNull();
    expect(values({ group_by: "stage", columns: [{ hidden: true }] }, stage, sums)).not.toContain(null);
  });

  it("are the people with the most records", () => {
    const groups = Array.from({ length: 60 }, (_, at) => ({ owner_id: `p${at}`, count: at + 1 }));
    const lanes = values({ group_by: "owner_id" }, owner, sumsOf({ group_by: "owner_id" }, owner, groups));
    expect([lanes.length, lanes[0]]).toEqual([MOST_PEOPLE, "p59"]);
  });

  it("carry their totals by operation and field", () => {
    const kanban: Kanban = { group_by: "stage", totals: [{ op: "sum", field: "amount" }] };
    expect(sumsOf(kanban, stage, [{ stage: "won", count: 3, sum_amount: "12.50" }])).toEqual([
      { value: "won", count: 3, totals: ["12.50"] },
    ]);
  });
});

describe("a card", () => {
  it("stands where its value says, expanded or not", () => {
    expect(laneValue(stage, { stage: "won" })).toBe("won");
    expect(laneValue(owner, { owner_id: { id: "p1", title: "徐静" } })).toBe("p1");
    expect(laneValue(stage, {})).toBeNull();
  });

  it("finds its column again from the place it was dropped on", () => {
    for (const lane of [{ value: "won" }, { value: null }]) expect(laneAt(lanePlace(lane))).toEqual(lane);
    expect(laneFilter(stage, { value: null })).toEqual({ field: "stage", op: "is_empty" });
    expect(laneFilter(stage, { value: "won" })).toEqual({ field: "stage", op: "eq", value: "won" });
  });

  it("moves only by who may edit it and the field", () => {
    const actions = { edit: true } as RecordRow["_actions"];
    expect(mayMove(stage, { _actions: actions })).toBe(true);
    expect(mayMove({ ...stage, right: "readonly" }, { _actions: actions })).toBe(false);
    expect(mayMove(stage, { _actions: { ...actions, edit: false } as RecordRow["_actions"] })).toBe(false);
    expect(mayMove(stage, {})).toBe(false);
  });

  it("is asked for what a column wants and it has not got", () => {
    const kanban: Kanban = { group_by: "stage", guards: [{ to: "lost", ask: ["reason"] }] };
    const asked = (to: string | null, values: object) =>
      askedFields(entity, kanban, { value: to }, row(values)).map((field) => field.key);
    expect(asked("lost", {})).toEqual(["reason"]);
    expect(asked("lost", { reason: "太贵" })).toEqual([]);
    expect(asked("won", {})).toEqual([]);
    expect(kanbanFields(entity, view, kanban)).toEqual(["name", "stage", "reason"]);
  });

  it("has the colour of its choice", () => {
    expect(colourOf(entity, "stage", { stage: "won" })).toBe("c-won");
    expect(colourOf(entity, undefined, { stage: "won" })).toBeUndefined();
  });
});
