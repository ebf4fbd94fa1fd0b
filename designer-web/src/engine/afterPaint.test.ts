import { expect, it, vi } from "vitest";
import { afterPaint } from "./afterPaint";
import type { Edit, FormEngine, Told } from "./contract";

const type = (value: string): Edit[] => [{ field: { field: "name", value } }];

function inside() {
  const asked: string[] = [];
  const told: Told = { kind: "patch", patch: { values: { name: "told" } } };
  const engine: FormEngine = {
    open: vi.fn(),
    edit: async (edits) => {
      asked.push(JSON.stringify(edits));
      return told;
    },
    learn: async () => {
      asked.push("learn");
      return { kind: "patch", patch: {} };
    },
    close: () => asked.push("close"),
  };
  let picture: (() => void)[] = [];
  const paint = () => {
    const now = picture;
    picture = [];
    for (const work of now) work();
  };
  return { asked, told, engine: afterPaint(engine, (work) => picture.push(work)), paint };
}

it("computes once after the picture, with everything typed until then in its order", async () => {
  const { asked, told, engine, paint } = inside();
  const both = [engine.edit(type("a")), engine.edit(type("ab"))];
  expect(asked).toEqual([]);
  paint();
  expect(await Promise.all(both)).toEqual([{ kind: "overtaken" }, told]);
  expect(asked).toEqual([JSON.stringify([...type("a"), ...type("ab")])]);
  const third = engine.edit(type("abc"));
  paint();
  expect(await third).toBe(told);
});

it("learns of linked records after what was typed before", async () => {
  const { asked, engine, paint } = inside();
  const edited = engine.edit(type("a"));
  await engine.learn([]);
  paint();
  await edited;
  expect(asked).toEqual([JSON.stringify(type("a")), "learn"]);
});

it("computes nothing after it was closed", async () => {
  const { asked, engine, paint } = inside();
  const edited = engine.edit(type("a"));
  engine.close();
  paint();
  expect(await edited).toEqual({ kind: "overtaken" });
  expect(asked).toEqual(["close"]);
});
