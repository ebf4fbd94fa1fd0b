/** The steps of the import wizard. */
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect } from "./journey";

export const MESSY = join(import.meta.dirname, "../../examples/customer-archive/data/messy-customers.xlsx");

type Upload = string | { name: string; mimeType: string; buffer: Buffer };

/** Hands over a file, waits until its columns are known, and goes on to the check. */
export async function checkFile(page: Page, file: Upload): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(file);
  await expect(page.getByText(/认出 \d+ 列/)).toBeVisible({ timeout: 60_000 });
  const next = page.getByRole("button", { name: "下一步" });
  await expect(next).not.toHaveClass(/loading/, { timeout: 60_000 });
  await next.click();
  await expect(page.locator(".fw-tiles")).toBeVisible({ timeout: 60_000 });
}

/** How many rows a tile counts. */
export async function tile(page: Page, text: string): Promise<number> {
  const number = page.locator(".fw-tile").filter({ hasText: text }).locator(".fw-tile-number");
  return Number((await number.innerText()).replace(/\D/g, ""));
}

/** Writes what the check announced and waits for the end. */
export async function apply(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^导入 [\d,]+ 条$/ }).click();
  await expect(page.getByRole("heading", { name: "导入完成" })).toBeVisible({ timeout: 90_000 });
}

/** Compares a sample and the sums with the file, draws another one, and says so. */
export async function compare(page: Page, side: string, note?: string): Promise<void> {
  const panel = page.getByRole("region", { name: "抽样核对" });
  const cards = panel.getByRole("article");
  await expect(cards).toHaveCount(6);
  await expect(cards.first().getByRole("columnheader", { name: side })).toBeVisible();
  const before = await cards.allInnerTexts();
  await panel.getByRole("button", { name: "换一批" }).click();
  await expect.poll(() => cards.allInnerTexts()).not.toEqual(before);
  const totals = panel.getByRole("region", { name: "各列合计" });
  for (const sum of ["年营业额", "员工人数"])
    await expect(totals.getByRole("row", { name: sum }).getByText("一致", { exact: true })).toBeVisible();
  const again = panel.getByRole("button", { name: "重新核对" });
  if (await again.isVisible()) await again.click();
  if (note) await panel.getByRole("textbox").fill(note);
  await panel.getByRole("button", { name: "已核对" }).click();
  await expect(panel.getByText(/^由 .+ 于 .+ 核对/)).toBeVisible();
}
