import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "./journey";
import { openCustomers, total } from "./screens";

/** Presses 导出 in the dialog; the file comes without another click. */
async function downloaded(page: Page): Promise<Uint8Array> {
  const download = page.waitForEvent("download", { timeout: 90_000 });
  await page.getByRole("dialog").getByRole("button", { name: "导出", exact: true }).click();
  await expect(page.getByRole("link", { name: "下载文件" })).toBeVisible({ timeout: 90_000 });
  return readFileSync(await (await download).path());
}

test("what a list shows is exported, neither more nor less", async ({ page, person }) => {
  await openCustomers(page, "智能");
  await expect.poll(() => total(page)).toBeLessThan(1000);
  const wanted = await total(page);
  expect(wanted).toBeGreaterThan(5);
  await page.getByRole("button", { name: "导出" }).click();
  await page.getByRole("radio", { name: "JSON（给程序用）" }).check();
  const lines = strFromU8(await downloaded(page))
    .trim()
    .split("\n");
  expect(lines.length).toBe(wanted);
  const names = lines.map((line) => JSON.parse(line).name as string);
  expect(new Set(names).size).toBe(wanted);
  expect(await person.count("customer", { field: "name", op: "in", value: names })).toBe(wanted);
});

test("everything is exported as one file", async ({ page, person }) => {
  test.setTimeout(240_000);
  await page.goto("/mine");
  await page.getByRole("button", { name: "导出全部数据" }).click();
  await page.getByRole("radio", { name: "CSV" }).check();
  const parts = unzipSync(await downloaded(page));
  const customers = Object.keys(parts).find((name) => /^customer\.jsonl$/.test(name)) ?? "";
  const lines = strFromU8(parts[customers] ?? new Uint8Array())
    .trim()
    .split("\n");
  expect(lines.length, Object.keys(parts).join(" ")).toBe(await person.count("customer", { and: [] }));
  expect(Object.keys(parts).some((name) => name.endsWith(".history.jsonl"))).toBe(true);
});

test("who administers takes the complete archive along", async ({ page, person }) => {
  test.setTimeout(240_000);
  await page.goto("/mine");
  await page.getByRole("button", { name: "导出全部数据" }).click();
  await page.getByRole("radio", { name: "用来搬家：完整归档" }).check();
  await expect(page.getByRole("radio", { name: "CSV" })).toBeHidden();
  const parts = unzipSync(await downloaded(page));
  const manifest = JSON.parse(strFromU8(parts["manifest.json"] ?? new Uint8Array()));
  const entry = manifest.files.find((file: { file: string }) => file.file === "records/customer.jsonl");
  expect(entry.rows).toBeGreaterThanOrEqual(await person.count("customer", { and: [] }));
  expect(strFromU8(parts["system/users.jsonl"] ?? new Uint8Array())).not.toContain("password");
});
