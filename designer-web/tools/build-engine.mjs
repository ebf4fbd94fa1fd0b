// Compiles the form engine for the browser into src/engine/built/engine.wasm, from where the build takes it.
//
// Shape:  cargo (profile `browser`, names kept) → what only a panic would print is taken out → wasm-opt -Oz → the file, with
//         the hash of its sources beside it; nothing is done while that hash is theirs, whatever a checkout did to the
//         times of files. A panic stops the program as before, without words.
// Errors: without cargo, or the target wasm32-unknown-unknown where rustup cannot add it, one line says so and all ends
//         well: pages then ask the server, which evaluates with the same code. With ENGINE=required that is a failure.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import binaryen from "binaryen";

const web = join(import.meta.dirname, "..");
const root = join(web, "..");
const built = join(web, "src/engine/built/engine.wasm");
const stamp = `${built}.sources`;
const TARGET = "wasm32-unknown-unknown";
// What Rust's compiler takes for granted of every browser since 2021.
const FEATURES = ["bulk-memory", "bulk-memory-opt", "sign-ext", "nontrapping-float-to-int", "mutable-globals"];
FEATURES.push("multivalue", "reference-types", "call-indirect-overlong");

// The making of panic messages, and the words of a library's errors, of which the engine asks only whether there is one:
// none of it is ever part of an answer. `Debug` of anything else stays: the compiler may have made one of it and `Display`.
const UNTOLD =
  /jiff.*[Ee]rror.*fmt\.\.(Debug|Display)|panick|expect_failed|unwrap_failed|slice_.*fail|Unexpected.*Display/;

const sources = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "engine-core",
  "engine-forms",
  "designer-web/engine",
  "designer-web/tools/build-engine.mjs",
];
const BESIDE = ["node_modules", "target", "tests", "examples", "benches"];

function filesIn(path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const inside = readdirSync(join(root, path)).filter((name) => !BESIDE.includes(name));
  return inside.sort().flatMap((name) => filesIn(`${path}/${name}`));
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesIn))
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function without(reason) {
  rmSync(built, { force: true });
  rmSync(stamp, { force: true });
  console.error(`formwork: forms will be evaluated on the server, with a request per change: ${reason}`);
  process.exit(process.env.ENGINE === "required" ? 1 : 0);
}

function works(command, ...parameters) {
  return spawnSync(command, parameters, { cwd: root, stdio: "ignore" }).status === 0;
}

/** Leaves of every function that writes for programmers nothing but the trap. */
function trim(program) {
  const module = binaryen.readBinary(program);
  const { MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, Multivalue, ReferenceTypes } = binaryen.Features;
  const { BulkMemoryOpt, CallIndirectOverlong } = binaryen.Features;
  const known = MutableGlobals | SignExt | NontrappingFPToInt | BulkMemory | Multivalue | ReferenceTypes;
  module.setFeatures(known | (BulkMemoryOpt ?? 0) | (CallIndirectOverlong ?? 0));
  let taken = 0;
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const found = module.getFunctionByIndex(index);
    if (!UNTOLD.test(binaryen.getFunctionInfo(found).name)) continue;
    binaryen.Function.setBody(found, module.unreachable());
    taken += 1;
  }
  if (taken === 0) throw new Error("the program names no function to take out: is it stripped?");
  return module.emitBinary();
}

const hash = hashOfSources();
if (existsSync(built) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) {
  console.log("formwork: the form engine is that of its sources");
  process.exit(0);
}
if (!works("cargo", "--version")) without("there is no cargo to compile their engine for the browser");
const sysroot = execFileSync("rustc", ["--print", "sysroot"], { cwd: root, encoding: "utf8" }).trim();
if (!existsSync(join(sysroot, "lib/rustlib", TARGET, "lib"))) {
  console.log(`formwork: adding the target ${TARGET}`);
  if (!works("rustup", "target", "add", TARGET)) without(`rustup cannot add the target ${TARGET}`);
}
console.log("formwork: compiling the form engine for the browser; the first time takes a minute or two");
const parameters = ["build", "--profile", "browser", "--target", TARGET, "-p", "formwork-engine"];
const { status, stdout: told } = spawnSync("cargo", [...parameters, "--message-format", "json-render-diagnostics"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 28,
  stdio: ["ignore", "pipe", "inherit"],
});
// What is wrong stands above, from the compiler itself.
if (status !== 0) process.exit(1);
const files = told
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .flatMap((line) => JSON.parse(line).filenames ?? []);
const compiled = files.find((file) => file.endsWith("formwork_engine.wasm"));
if (!compiled) throw new Error("cargo named no formwork_engine.wasm");
mkdirSync(dirname(built), { recursive: true });
const optimiser = join(web, "node_modules/.bin/wasm-opt");
const flags = ["-Oz", "--strip-debug", "--strip-producers", ...FEATURES.map((feature) => `--enable-${feature}`)];
const trimmed = join(dirname(compiled), "formwork_engine.trimmed.wasm");
writeFileSync(trimmed, trim(readFileSync(compiled)));
const optimised = execFileSync(optimiser, [...flags, trimmed, "-o", "-"], { maxBuffer: 1 << 28 });
writeFileSync(built, optimised);
writeFileSync(stamp, hash);
const size = gzipSync(readFileSync(built), { level: 9 }).length / 1000;
console.log(`formwork: src/engine/built/engine.wasm, ${size.toFixed(1)} kB gzip`);
