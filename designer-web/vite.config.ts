import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.FORMWORK_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": server } },
  build: { target: "es2022", manifest: true, rolldownOptions: { input: ["index.html", "form.html"] } },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test-setup.ts"] },
});
