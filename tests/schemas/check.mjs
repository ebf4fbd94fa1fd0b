// Judges records with ajv and names those that Formwork judges differently: check.mjs FILE
// The file is what platform-server/tests/proofs/schemas.rs writes.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const entities = JSON.parse(readFileSync(process.argv[2], "utf8"));
let judged = 0;
const differ = [];
for (const { entity, schema, records } of entities) {
  // Annotations such as readOnly and x-… are not keywords of validation; every other unknown word is a mistake.
  const ajv = addFormats(new Ajv2020({ strictSchema: true, strictTypes: false, strictRequired: false }));
  const validate = ajv.compile(schema);
  for (const { record, accepted } of records) {
    judged += 1;
    if (validate(record) !== accepted) {
      const why = accepted ? ajv.errorsText(validate.errors) : "accepted";
      differ.push(`${entity}: Formwork ${accepted ? "accepts" : "refuses"}, ajv: ${why}: ${JSON.stringify(record).slice(0, 900)}`);
    }
  }
}
console.log(`ajv judged ${judged} records; ${differ.length} differently`);
for (const line of differ) console.log(line);
process.exit(differ.length === 0 ? 0 : 1);
