/** The store over an engine that answers what the test says, when the test says so. */
import { expect, it, vi } from "vitest";
import type { Edit, Evaluation, FormEngine, FormIssue, Patch, Told } from "./contract";
import { Judgement } from "./judgement";
import { FormStore } from "./store";
import { ISSUES, partsOf } from "./watchers";

const EMPTY: Evaluation = {
  values: {},
  visible: {},
  required: {},
  readonly: {},
  options: {},
  issues: [],
  stray: [],
  cleared: [],
  set: [],
  wanted: [],
};
const issue = (pointer: string, message = "wrong"): FormIssue => ({ pointer, code: "check", message });

function engine(first: Partial<Evaluation>) {
  const waiting: ((told: Told) => void)[] = [];
  const refusing: ((reason: unknown) => void)[] = [];
  const made: FormEngine & { edits: Edit[]; answer: (patch: Patch) => void; refuse: (reason: unknown) => void } = {
    edits: [],
    open: async () => ({ ...EMPTY, ...first }),
    edit(edits) {
      made.edits.push(...edits);
      return new Promise((settle, reject) => {
        waiting.push(settle);
        refusing.push(reject);
      });
    },
    learn: async () => ({ kind: "patch", patch: {} }),
    close: () => undefined,
    answer: (patch) => waiting.shift()?.({ kind: "patch", patch }),
    refuse: (reason) => refusing.shift()?.(reason),
  };
  return made;
}

const type = (field: string, value: string): Edit[] => [{ field: { field, value } }];

it("shows what is typed at once, and what follows from it when the engine answered", async () => {
  const own = engine({ values: { name: "a", total: "1" } });
  const store = new FormStore(own);
  await store.open({});
  const edited = store.edit(type("name", "b "));
  expect(store.field("name")).toMatchObject({ typed: "b ", value: "a" });
  own.answer({ values: { name: "b", total: "2" } });
  await edited;
  expect(store.field("name")).toMatchObject({ typed: "b ", value: "b" });
  expect(store.field("total")).toMatchObject({ typed: "2" });
});

it("wakes only who shows what changed", async () => {
  const rows = Array.from({ length: 500 }, (_, at) => ({ price: `${at}` }));
  const own = engine({
    values: { lines: rows, name: "a", total: "0" },
    issues: [issue("/name"), issue("/lines/7/price")],
  });
  const store = new FormStore(own, { tables: new Set(["lines"]) });
  await store.open({});
  const woken: string[] = [];
  const watch = (...paths: string[]) => {
    for (const path of paths) store.watchers.watch(partsOf(path), () => woken.push(path));
  };
  watch("name", "total", "lines", ...rows.map((_, at) => `lines/${at}/price`));
  store.watchers.watch([ISSUES], () => woken.push("issues"));
  const first = store.edit([{ cell: { table: "lines", row: 3, field: "price", value: "9" } }]);
  expect(woken).toEqual(["lines/3/price"]);
  own.answer({ values: { "lines/3/price": "9", total: "9" } });
  await first;
  expect(woken.splice(0)).toEqual(["lines/3/price", "lines/3/price", "total"]);
  const second = store.edit(type("name", "b"));
  own.answer({ values: { name: "b" }, issues: [issue("/lines/7/price"), issue("/total")] });
  await second;
  // The seventh row is as wrong as before.
  expect(woken.splice(0).sort()).toEqual(["issues", "name", "name", "total"]);
  const third = store.edit(type("name", "c"));
  own.answer({ readonly: { "lines.price": true } });
  await third;
  expect(woken).toHaveLength(1 + rows.length);
});

it("finds the issues of a cell, a row and a value with parts by an index", async () => {
  const issues = [issue("/lines/1/price"), issue("/lines/1"), issue("/tags/2"), issue("")];
  const store = new FormStore(engine({ issues }), { tables: new Set(["lines"]) });
  await store.open({});
  const at = (path: string) => store.field(path).issues.map((one) => one.pointer);
  expect([at("lines/1/price"), at("lines/1"), at("lines"), at("tags"), store.issuesAt("").length]).toEqual([
    ["/lines/1/price"],
    ["/lines/1"],
    [],
    ["/tags/2"],
    1,
  ]);
  expect(store.field("lines/0/price").issues).toBe(store.field("lines/2/price").issues);
});

it("goes over to the spare engine with every answer when its own fails, once", async () => {
  const own = engine({ values: { name: "a" } });
  const opened = vi.fn();
  const spare: FormEngine = {
    ...engine({}),
    open: async (answers) => {
      opened(answers);
      return { ...EMPTY, values: { name: "told by the server" } };
    },
    edit: () => Promise.reject(new Error("no network")),
  };
  const store = new FormStore(own, { spare: () => spare });
  await store.open({ note: "x" });
  const edited = store.edit(type("name", "b"));
  own.refuse(new Error("unreachable"));
  await edited;
  expect(opened).toHaveBeenCalledExactlyOnceWith({ note: "x", name: "b" });
  expect([store.failure, store.field("name").value]).toEqual([undefined, "told by the server"]);
  const woken = vi.fn();
  store.watchers.watch([ISSUES], woken);
  await store.edit(type("name", "c"));
  expect(woken).toHaveBeenCalledOnce();
  expect([store.failure, store.given()]).toEqual([new Error("no network"), { note: "x", name: "c" }]);
});

it("settles when everything that was typed is computed", async () => {
  const own = engine({});
  const store = new FormStore(own);
  await store.open({});
  const done = vi.fn();
  void store.edit(type("a", "1"));
  const settled = store.settled().then(done);
  void store.edit(type("b", "2"));
  own.answer({});
  await Promise.resolve();
  expect(done).not.toHaveBeenCalled();
  own.answer({});
  await settled;
  expect(done).toHaveBeenCalledOnce();
});

it("keeps the cells of stored rows with their rows while one goes out", async () => {
  const rows = [
    { id: "1", price: "10" },
    { id: "2", price: "20" },
  ];
  const own = engine({ values: { lines: rows } });
  const store = new FormStore(own, { tables: new Set(["lines"]) });
  await store.open({});
  void store.edit([{ remove: { table: "lines", row: 0 } }]);
  expect(store.field("lines").typed).toEqual([{ id: "2" }]);
  expect(store.field("lines/0/price").typed).toBe("20");
});

it("judges a place once it was left, all of them once sent, and moves with rows", () => {
  const judgement = new Judgement(new Set(["lines"]));
  judgement.leave(["lines/1/price", "name"]);
  judgement.shift("lines", 0, 2);
  expect(["lines/1/price", "lines/3/price", "name"].map(judgement.judged)).toEqual([false, true, true]);
  judgement.shift("lines", 3, -1);
  expect(judgement.judged("lines/3/price")).toBe(false);
  judgement.judgeAll();
  expect(judgement.judged("anything")).toBe(true);
});

it("forgets what the server said of a place that is changed, and of what lies in it", () => {
  const judgement = new Judgement(new Set(["lines"]));
  judgement.tell([issue("/name"), issue("/lines/0/price"), issue("")]);
  judgement.mend("lines");
  expect(judgement.told().map((one) => one.pointer)).toEqual(["/name", ""]);
  judgement.mend("name");
  expect([judgement.toldAt("name"), judgement.told()]).toEqual([[], [issue("")]]);
});
