/**
 * Every answer a journey sees is held against the description of the interface.
 *
 * Objects that list their members have no others here: what the server says and the description does not is a fault.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

type Schema = { [key: string]: unknown };
type Operation = { responses: { [status: string]: { content?: { [type: string]: unknown } } } };
type Description = {
  paths: { [path: string]: { [method: string]: Operation } };
  components: { schemas: { [name: string]: Schema } };
};

/** Refusals carry more, by code. */
const OPEN = ["Problem"];

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, closed(part)]));
  return inner.type === "object" && inner.properties && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
}

function load(): Description {
  const text = readFileSync(join(import.meta.dirname, "../../tests/golden/openapi.json"), "utf8");
  const description = JSON.parse(text) as Description;
  const schemas = Object.entries(description.components.schemas).map(([name, schema]) => [
    name,
    OPEN.includes(name) ? schema : closed(schema),
  ]);
  return { ...description, components: { schemas: Object.fromEntries(schemas) } };
}

const description = load();
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);
for (const format of ["int32", "int64", "uint32", "uint64", "float", "double", "binary"]) ajv.addFormat(format, true);
ajv.addSchema(description, "description");
const known = new Map<string, ValidateFunction>();

const escaped = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");
const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
const paths = Object.keys(description.paths)
  .sort((a, b) => a.split("{").length - b.split("{").length)
  .map((path) => ({ path, matches: pattern(path) }));

/** What is wrong with an answer; nothing when it is as described. */
export function faults(method: string, pathname: string, status: number, type: string, body: unknown): string[] {
  const path = paths.find(({ matches }) => matches.test(pathname))?.path;
  const where = `${method} ${pathname} ${status}`;
  if (!path) return [`${where}: no such path is described`];
  const operation = description.paths[path]?.[method.toLowerCase()];
  if (!operation) return [`${where}: this method is not described`];
  const answer = operation.responses[status] ? String(status) : "default";
  const content = operation.responses[answer]?.content;
  if (!content?.[type]) return [`${where}: ${type} is not described`];
  const pointer = ["paths", path, method.toLowerCase(), "responses", answer, "content", type, "schema"];
  const ref = `description#/${pointer.map(escaped).join("/")}`;
  const validate = known.get(ref) ?? ajv.compile({ $ref: ref });
  known.set(ref, validate);
  if (validate(body)) return [];
  return (validate.errors ?? []).slice(0, 5).map((error) => {
    const detail = JSON.stringify(error.params);
    return `${where}: ${error.instancePath || "/"} ${error.message} ${detail}`;
  });
}
