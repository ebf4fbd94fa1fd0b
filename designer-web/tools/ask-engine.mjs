// Runs the compiled engine outside a page: one question per line of standard input, one answer per line of output.
//
// Use:    node tools/ask-engine.mjs [FILE.wasm]; with TIMES=1 a line holds an answer's milliseconds before it.
// Source: the same interface as src/engine/wasm.ts, which a page uses; `designer-web/engine/tests` asks with it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const file = process.argv[2] ?? join(import.meta.dirname, "../src/engine/built/engine.wasm");
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const read = (place, length) => decoder.decode(new Uint8Array(engine.memory.buffer, place, length));
function write(text) {
  const bytes = encoder.encode(text);
  const place = engine.allocate(bytes.length);
  new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
  return { place, length: bytes.length };
}
function compose(place, length) {
  const told = write(read(place >>> 0, length >>> 0).normalize("NFC"));
  return (BigInt(told.place >>> 0) << 32n) | BigInt(told.length);
}

const { instance } = await WebAssembly.instantiate(readFileSync(file), { page: { compose } });
const engine = instance.exports;

for await (const question of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const { place, length } = write(question);
  const told = BigInt.asUintN(64, engine.ask(place, length));
  const [at, size] = [Number(told >> 32n), Number(told & 0xffffffffn)];
  const answer = read(at, size);
  engine.release(at, size);
  const took = performance.now() - began;
  process.stdout.write(process.env.TIMES ? `${took.toFixed(3)} ${answer}\n` : `${answer}\n`);
}
