import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";

const snapshot = readFileSync(join(import.meta.dirname, "../../../tests/golden/openapi.json"), "utf8");
const generated = readFileSync(join(import.meta.dirname, "generated.ts"), "utf8");

it("the types are those of the snapshot, unchanged by hand: run tools/gen-api when they are not", () => {
  const [, digest, types] = /^.*\n\/\/ sha256 (\w+)\n([\s\S]*)$/.exec(generated) ?? [];
  expect(
    createHash("sha256")
      .update(snapshot)
      .update(types ?? "")
      .digest("hex"),
  ).toBe(digest);
});

it("the snapshot is OpenAPI 3.1 by somebody else's judgement", async () => {
  const judged = await new Validator().validate(JSON.parse(snapshot));
  expect(judged).toMatchObject({ valid: true });
  expect(JSON.parse(snapshot).openapi).toMatch(/^3\.1\./);
});
