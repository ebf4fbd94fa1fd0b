import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inputs } from "./inputs";

const snapshot = JSON.parse(readFileSync(join(import.meta.dirname, "../../../tests/golden/openapi.json"), "utf8"));
const known: string[] = snapshot.components.schemas.Kind.enum;

it("every kind of the server has a folder with its look, its input and its condition, and no other has", () => {
  const folders = readdirSync(import.meta.dirname).filter((name) =>
    existsSync(join(import.meta.dirname, name, "index.tsx")),
  );
  expect(folders.sort()).toEqual([...known].sort());
  for (const kind of known) {
    const entry = inputs[`./${kind}/input.tsx`];
    expect([kind, typeof entry?.Input, typeof entry?.Filter]).toEqual([kind, "function", "function"]);
  }
});
