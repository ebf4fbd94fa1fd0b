// Shape:  tests/golden/openapi.json → src/api/generated.ts, headed by the digest of both.
//         Only the schemas: what is called at which address stands once, in src/api.
// Use:    cd designer-web/tools/gen-api && npm ci && npm run generate
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const web = join(import.meta.dirname, "../..");
const snapshot = join(web, "../tests/golden/openapi.json");
const text = readFileSync(snapshot, "utf8");
const document = { ...JSON.parse(text), paths: {} };
// What has a default may be left out when it is sent.
const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
const digest = createHash("sha256").update(text).update(types).digest("hex");
const head = `// Made by tools/gen-api from tests/golden/openapi.json; do not edit.\n// sha256 ${digest}\n`;
writeFileSync(join(web, "src/api/generated.ts"), `${head}${types}`);
console.log(`src/api/generated.ts from ${snapshot}`);
