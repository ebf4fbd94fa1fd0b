// Fails the build when what the browser must load before the first screen grows beyond its budget.
//
// Shape:  dist/.vite/manifest.json → the entry with its static imports → gzip sizes.
// Units:  kB of 1000 bytes, gzip level 9. Chunks reached only by `import()` are lazy and have a limit of their own.
// Source: docs/spec/limits.md and the bundle split of the front-end research (desktop shell ≤ 250, a lazy chunk ≤ 200).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const SHELL_LIMIT = 250;
const LAZY_LIMIT = 200;
// The page of a public form: everything of script that it may ever load, its worker included.
const FORM_LIMIT = 90;
// Fetched when the first form is opened. What is wanted is 200; this holds what was reached and only ever goes down.
const ENGINE_LIMIT = 330;
const dist = join(import.meta.dirname, "..", "dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

function shellFiles(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) shellFiles(imported, seen);
  return seen;
}

const FORM = "form.html";
const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry && key !== FORM);
const shell = new Set(entries.flatMap((key) => [...shellFiles(key)]));
function everything(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of [...(manifest[key].imports ?? []), ...(manifest[key].dynamicImports ?? [])])
    everything(next, seen);
  return seen;
}

const workers = readdirSync(join(dist, "assets")).filter((file) => /^worker-.*\.js$/.test(file));
if (!manifest[FORM] || workers.length === 0)
  throw new Error("the page of public forms, or its worker, is not in the build");
const scripts = [...everything(FORM)].map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));
const form = [...scripts, ...workers.map((file) => `assets/${file}`)].reduce((sum, file) => sum + size(file), 0);
const total = [...shell].reduce((sum, key) => sum + size(manifest[key].file), 0);
const lazy = Object.keys(manifest)
  .filter((key) => !shell.has(key) && manifest[key].file.endsWith(".js"))
  .map((key) => ({ file: manifest[key].file, size: size(manifest[key].file) }))
  .sort((a, b) => b.size - a.size);

console.log(`shell ${total.toFixed(1)} kB gzip of ${SHELL_LIMIT}`);
console.log(`form  ${form.toFixed(1)} kB gzip of ${FORM_LIMIT}`);
for (const chunk of lazy.slice(0, 5))
  console.log(`lazy  ${chunk.size.toFixed(1)} kB gzip of ${LAZY_LIMIT}  ${chunk.file}`);
const engines = readdirSync(join(dist, "assets")).filter((file) => file.endsWith(".wasm"));
for (const file of engines)
  console.log(`form  ${size(`assets/${file}`).toFixed(1)} kB gzip of ${ENGINE_LIMIT}  assets/${file}`);
const tooBig = lazy.filter((chunk) => chunk.size > LAZY_LIMIT);
const engineTooBig = engines.some((file) => size(`assets/${file}`) > ENGINE_LIMIT);
if (total > SHELL_LIMIT || form > FORM_LIMIT || tooBig.length > 0 || engineTooBig) {
  console.error("over budget: load it lazily, or leave it out");
  process.exit(1);
}
