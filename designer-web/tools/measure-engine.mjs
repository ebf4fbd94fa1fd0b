// How fast the built engine is: a form of 300 fields and a table of 500 rows of 12 columns, three of them formulas.
//
// Use:    cargo run --release -p engine-forms --example keys -- bundle > BUNDLE.json
//         node tools/measure-engine.mjs BUNDLE.json [FILE.wasm]
// Units:  milliseconds per question, its JSON written and read included; p50 and p95 of 200 edits of each sort.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const FIELDS = 300;
const ROWS = 500;
const EDITS = 200;
const file = process.argv[3] ?? join(import.meta.dirname, "../src/engine/built/engine.wasm");
const names = Array.from({ length: FIELDS - 2 }, (_, i) => `field_${i}`);
const columns = Array.from({ length: 9 }, (_, i) => `column_${i}`);
const cells = (row) => Object.fromEntries(columns.map((name, i) => [name, `${row + i}.50`]));
const answers = {
  ...Object.fromEntries(names.map((name, i) => [name, `${i}.25`])),
  lines: Array.from({ length: ROWS }, (_, row) => cells(row)),
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const { instance } = await WebAssembly.instantiate(readFileSync(file), { page: { compose: () => 0n } });
const engine = instance.exports;

function ask(question) {
  const began = performance.now();
  const bytes = encoder.encode(JSON.stringify(question));
  const place = engine.allocate(bytes.length);
  new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
  const told = BigInt.asUintN(64, engine.ask(place, bytes.length));
  const [at, size] = [Number(told >> 32n), Number(told & 0xffffffffn)];
  const answer = JSON.parse(decoder.decode(new Uint8Array(engine.memory.buffer, at, size)));
  engine.release(at, size);
  if (answer.error) throw new Error(answer.error);
  return { answer, took: performance.now() - began };
}

const bundle = JSON.parse(readFileSync(process.argv[2], "utf8"));
const context = { now: "2026-11-02T02:30:00Z", zone: "UTC", offsets: [[-1e12, 0]] };
const opened = ask({ open: { bundle, context, answers, language: "en" } });
const session = opened.answer.session;
console.log(`open             ${opened.took.toFixed(1)} ms, total ${opened.answer.evaluation.values.total}`);

function measure(name, edit) {
  const times = Array.from({ length: EDITS }, (_, i) => ask({ edit: { session, edits: [edit(i)] } }).took);
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.floor(EDITS * part)].toFixed(1);
  console.log(`${name} p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}

measure("edit a field    ", (i) => ({ field: { field: names[i % 200], value: `${i}.75` } }));
measure("edit a cell     ", (i) => ({ cell: { table: "lines", row: i, field: "column_0", value: `${i}.99` } }));
measure("put in a row    ", (i) => ({ insert: { table: "lines", at: i, rows: [cells(i)] } }));
console.log(`memory ${(engine.memory.buffer.byteLength / 1e6).toFixed(1)} MB`);
