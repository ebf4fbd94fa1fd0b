import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./journey";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** What a screen owes to everybody: nothing to scroll sideways, and nothing that axe finds. */
export async function sound(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".fw-bone")).toHaveCount(0);
  const beyond = await page.evaluate(() => {
    const main = document.querySelector("main") ?? document.documentElement;
    return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - window.innerWidth);
  });
  expect([name, beyond <= 0]).toEqual([name, true]);
  // What is still fading in has not its colours yet.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== "running" || one.effect?.getTiming().iterations === Infinity),
  );
  const found = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  expect([name, told]).toEqual([name, []]);
}
