/** A `formwork serve` of its own: a free port, a data directory that goes when it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PATIENCE_MS = 300_000;

export type Server = { url: string; said: string[]; stop: () => Promise<void> };

function program(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/formwork/target");
  const path = process.env.FORMWORK_BIN ?? join(target, "debug/formwork");
  if (!existsSync(path)) throw new Error(`${path} is not there: build it with \`make binary\``);
  return path;
}

/** Starts a server and waits until it listens. */
export async function serve(...options: string[]): Promise<Server> {
  const place = mkdtempSync(join(tmpdir(), "formwork-journey-"));
  const data = ["--data-dir", join(place, "data"), "--listen", "127.0.0.1:0"];
  const child = spawn(program(), ["serve", ...options, ...data], { stdio: ["ignore", "pipe", "pipe"] });
  const log: string[] = [];
  child.stderr.on("data", (piece) => log.push(String(piece)));
  const stop = () => end(child).finally(() => rmSync(place, { recursive: true, force: true }));
  const said: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("it did not listen in time")), PATIENCE_MS);
      child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
      createInterface(child.stdout).on("line", (line) => {
        said.push(line);
        if (!line.startsWith("listening on ")) return;
        clearTimeout(late);
        resolve();
      });
    });
  } catch (reason) {
    await stop();
    throw new Error(`the server did not get ready: ${reason}\n${log.join("")}`);
  }
  const url = said.at(-1)?.slice("listening on ".length) ?? "";
  return { url, said, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
}

/** What a server said after a prefix, such as `setup code: `. */
export function after(server: Server, prefix: string): string {
  const line = server.said.find((one) => one.startsWith(prefix));
  if (!line) throw new Error(`the server never said “${prefix}”: ${server.said.join("\n")}`);
  return line.slice(prefix.length);
}
