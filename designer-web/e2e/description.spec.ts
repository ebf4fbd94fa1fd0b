import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "./journey";

test("at a desk, the description with its published entities is valid, and true of their records", async ({
  person,
}) => {
  const description = await (await person.ask("GET", "/openapi.json")).json();
  expect(await new Validator().validate(structuredClone(description))).toMatchObject({ valid: true });
  const ids = Object.values(description.paths as object).flatMap((item) =>
    Object.values(item as object).flatMap((operation) => (operation as { operationId?: string }).operationId ?? []),
  );
  expect(new Set(ids).size).toBe(ids.length);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(description, "description");
  for (const entity of ["customer", "contact", "follow_up"]) {
    const ref = `description#/components/schemas/record_${entity}`;
    const page = await (await person.ask("POST", `/entities/${entity}/records/query`, { limit: 300 })).json();
    expect(page.items.length).toBe(300);
    for (const record of page.items) expect([ajv.validate({ $ref: ref }, record), ajv.errors]).toEqual([true, null]);
  }
});
