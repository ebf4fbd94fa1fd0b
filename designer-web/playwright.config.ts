import { defineConfig } from "@playwright/test";

/** Debian's Chromium; Playwright's own is never fetched. */
const browser = {
  browserName: "chromium" as const,
  launchOptions: {
    executablePath: process.env.FORMWORK_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  },
};

/** Journeys through the built program: one installation with sample data for all of them, one browser at a time. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "e2e/results",
  globalSetup: "./e2e/installation.ts",
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: { locale: "zh-CN", timezoneId: "Asia/Shanghai", screenshot: "only-on-failure", actionTimeout: 20_000 },
  projects: [
    { name: "desktop", grepInvert: /with a finger/, use: { ...browser, viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      grepInvert: /at a desk/,
      use: { ...browser, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
  ],
});
