/** What a person does on a screen, the same words at both sizes. */
import type { Locator, Page } from "@playwright/test";
import { expect } from "./journey";

export const CUSTOMERS = "/app/customer-archive/customers";

/** Chooses from a menu; what has a search is found by typing. */
export async function choose(page: Page, name: string | RegExp, text: string): Promise<void> {
  const box = page.getByRole("combobox", { name }).last();
  // A menu asked for to change one value is open already.
  if ((await box.getAttribute("aria-expanded")) !== "true") await box.click();
  if (await box.isEditable()) await box.fill(text);
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: text }).first().click();
}

/** The number above a list, once it is known. */
export async function total(page: Page): Promise<number> {
  const line = page.locator(".fw-list-total");
  await expect(line).toHaveText(/共 [\d,]+ 条/);
  return Number((await line.innerText()).replace(/\D/g, ""));
}

/** Opens the list of all customers, narrowed to those that hold some words. */
export async function openCustomers(page: Page, words?: string): Promise<void> {
  await page.goto(CUSTOMERS);
  await expect(page.getByRole("heading", { name: "全部客户" })).toBeVisible();
  if (!words) return;
  await page.getByRole("searchbox", { name: "搜索客户" }).fill(words);
  await expect(page).toHaveURL(/[?&]q=/);
}

/** The rows of a table, the cards of a phone. */
export function rows(page: Page, phone: boolean): Locator {
  return phone ? page.locator(".fw-row-card") : page.locator(".fw-grid-row:not([aria-hidden] *)");
}

/** Ticks the first rows in sight. */
export async function tick(page: Page, phone: boolean, count: number): Promise<void> {
  if (phone) await page.getByRole("button", { name: "多选" }).click();
  for (let at = 0; at < count; at++) {
    const row = rows(page, phone).nth(at);
    await (phone ? row : row.getByRole("checkbox")).click();
  }
}

/** Everything that matches, across all pages. */
export async function tickAllMatching(page: Page, phone: boolean): Promise<void> {
  await tick(page, phone, 1);
  await page.getByRole("button", { name: /选择全部符合条件的/ }).click();
}

/** Puts a tag on what is ticked. */
export async function tag(page: Page, word: string): Promise<void> {
  await page.getByRole("toolbar").getByRole("button", { name: "打标签" }).click();
  const box = page.getByRole("combobox", { name: "添加这些标签" });
  await box.fill(word);
  await box.press("Enter");
  await page.getByRole("button", { name: /^应用到/ }).click();
}

/** Presses 撤销 in the notice at the bottom. */
export async function undo(page: Page): Promise<void> {
  await page.locator(".fw-toasts").getByRole("button", { name: "撤销" }).click();
}

/** A name that no other journey uses. */
export const unique = (word: string) => `${word}${Date.now().toString(36)}${Math.floor(Math.random() * 1e4)}`;
