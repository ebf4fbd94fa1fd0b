import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env.FORMWORK_SERVER ?? "http://127.0.0.1:8080";

/** The form engine lies in the build even before a page imports it, once, under the hash of what it is. */
function formEngine(): Plugin {
  const file = join(import.meta.dirname, "src/engine/built/engine.wasm");
  return {
    name: "form-engine",
    apply: "build",
    generateBundle() {
      if (existsSync(file)) this.emitFile({ type: "asset", name: "engine.wasm", source: readFileSync(file) });
    },
  };
}

export default defineConfig({
  plugins: [react(), formEngine()],
  server: { proxy: { "/api": server } },
  build: { target: "es2022", manifest: true, rolldownOptions: { input: ["index.html", "form.html"] } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test-setup.ts"] },
});
