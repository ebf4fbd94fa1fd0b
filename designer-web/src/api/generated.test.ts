import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const snapshot = join(import.meta.dirname, "../../../tests/golden/openapi.json");
const generated = join(import.meta.dirname, "generated.ts");

/** Without a snapshot there must be no types that claim to come from one. */
it("the generated types are those of the snapshot: run tools/gen-api when they are not", () => {
  const wanted = existsSync(snapshot) ? createHash("sha256").update(readFileSync(snapshot)).digest("hex") : undefined;
  const found = existsSync(generated) ? /sha256 (\w+)/.exec(readFileSync(generated, "utf8"))?.[1] : undefined;
  expect(found).toBe(wanted);
});
