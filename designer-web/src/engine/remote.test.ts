import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { applyEdits } from "./answers";
import type { Answers, Evaluation } from "./contract";
import { type Evaluated, PAUSE, remoteEngine } from "./remote";

const evaluation = (values: Answers): Evaluation => ({
  values,
  visible: {},
  required: {},
  readonly: {},
  options: {},
  issues: [],
  stray: [],
  cleared: [],
  set: [],
  wanted: [],
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const set = (value: string) => [{ field: { field: "name", value } }];

test("several edits within the pause are one question with the newest answers", async () => {
  const ask = vi.fn(async (answers: Answers) => ({ evaluation: evaluation(answers), known: [] }));
  const engine = remoteEngine(ask);
  await engine.open({});
  const first = engine.edit(set("a"));
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  const second = engine.edit(set("b"));
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(await first).toEqual({ kind: "overtaken" });
  expect(await second).toEqual({ kind: "whole", evaluation: evaluation({ name: "b" }) });
  expect(ask).toHaveBeenCalledTimes(2);
});

test("an answer that comes after a newer question counts no more", async () => {
  const waiting: ((told: Evaluated) => void)[] = [];
  const signals: AbortSignal[] = [];
  const engine = remoteEngine((_, signal) => {
    signals.push(signal);
    return new Promise((settle) => waiting.push(settle));
  });
  const opened = engine.open({});
  waiting[0]?.({ evaluation: evaluation({}), known: [] });
  await opened;
  const first = engine.edit(set("a"));
  await vi.advanceTimersByTimeAsync(PAUSE);
  const second = engine.edit(set("b"));
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(signals[1]?.aborted).toBe(true);
  waiting[2]?.({ evaluation: evaluation({ name: "b" }), known: [] });
  waiting[1]?.({ evaluation: evaluation({ name: "a" }), known: [] });
  expect(await first).toEqual({ kind: "overtaken" });
  expect(await second).toEqual({ kind: "whole", evaluation: evaluation({ name: "b" }) });
});

test("a failure is told and what was typed goes with the next question", async () => {
  const asked: Answers[] = [];
  const engine = remoteEngine(async (answers) => {
    asked.push(answers);
    if (asked.length === 2) throw new Error("offline");
    return { evaluation: evaluation(answers), known: [] };
  });
  await engine.open({});
  const failed = expect(engine.edit(set("a"))).rejects.toThrow("offline");
  await vi.advanceTimersByTimeAsync(PAUSE);
  await failed;
  const next = engine.edit([{ field: { field: "age", value: 3 } }]);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(await next).toMatchObject({ kind: "whole" });
  expect(asked[2]).toEqual({ name: "a", age: 3 });
});

test("edits change answers as the engine changes them", () => {
  const stored = {
    lines: [
      { id: "1", amount: "1.00" },
      { id: "2", amount: "2.00" },
    ],
  };
  const edited = applyEdits(
    { name: "x" },
    [
      { field: { field: "name" } },
      { cell: { table: "lines", row: 1, field: "amount", value: "9" } },
      { insert: { table: "lines", at: 99, rows: [{ amount: "3" }] } },
      { move: { table: "lines", row: 2, to: 0 } },
      { remove: { table: "lines", row: 1 } },
      { cell: { table: "lines", row: 9, field: "amount", value: "9" } },
      { move: { table: "lines", row: 0, to: 9 } },
    ],
    stored,
  );
  expect(edited).toEqual({ lines: [{ amount: "3" }, { id: "2", amount: "9" }] });
});
