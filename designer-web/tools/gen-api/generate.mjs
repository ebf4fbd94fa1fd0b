// Shape:  tests/golden/openapi.json → src/api/generated.ts, headed by the digest of what it was made from.
// Use:    cd designer-web/tools/gen-api && npm ci && npm run generate
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const web = join(import.meta.dirname, "../..");
const snapshot = join(web, "../tests/golden/openapi.json");
const text = readFileSync(snapshot, "utf8");
const digest = createHash("sha256").update(text).digest("hex");
const types = astToString(await openapiTS(JSON.parse(text)));
const head = `// Made by tools/gen-api from tests/golden/openapi.json; do not edit.\n// sha256 ${digest}\n`;
writeFileSync(join(web, "src/api/generated.ts"), `${head}${types}`);
console.log(`src/api/generated.ts from ${snapshot}`);
