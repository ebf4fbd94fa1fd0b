import { readFileSync } from "node:fs";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { apply, checkFile, compare, MESSY, tile } from "./importing";
import { expect, test } from "./journey";

const everything = { and: [] };

/** Writes another text into a cell, as a person would in the downloaded workbook. */
function corrected(workbook: Uint8Array, wrong: string, right: string): Buffer {
  const parts = unzipSync(workbook);
  let found = 0;
  for (const [name, part] of Object.entries(parts)) {
    if (!name.endsWith(".xml")) continue;
    const text = strFromU8(part);
    found += text.split(`>${wrong}<`).length - 1;
    parts[name] = strToU8(text.replaceAll(`>${wrong}<`, `>${right}<`));
  }
  expect(found, `“${wrong}” in the workbook`).toBeGreaterThan(0);
  return Buffer.from(zipSync(parts));
}

test("the messy file goes in, refused rows come back and go in again, and both are taken back", async ({
  page,
  person,
}) => {
  test.setTimeout(300_000);
  const before = await person.count("customer", everything);
  await page.goto("/import/customer");
  await checkFile(page, MESSY);
  const [added, refused] = [await tile(page, "新增"), await tile(page, "有问题")];
  await expect(page.getByRole("link", { name: "下载疑似重复的行" })).toBeVisible();
  await compare(page, "将写入", "抽查前几行");
  await apply(page);
  await expect(page.getByText(/^由 .+ 于 .+ 核对/)).toContainText("抽查前几行");
  await compare(page, "系统中");
  await expect(page.getByText(`新增 ${added.toLocaleString()} 条`)).toBeVisible();
  expect(await person.count("customer", everything)).toBe(before + added);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载有问题的行" }).click();
  const workbook = readFileSync(await (await download).path());
  const address = page.url();
  await page.getByRole("button", { name: "上传改好的文件" }).click();
  await checkFile(page, {
    name: "refused.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: corrected(workbook, "找前台要", "16099887766"),
  });
  expect(await tile(page, "有问题")).toBeLessThan(refused);
  const again = await tile(page, "新增");
  expect(again).toBeGreaterThan(0);
  await apply(page);
  expect(await person.count("customer", everything)).toBe(before + added + again);
  const mended = { field: "name", op: "eq", value: "上海旻朗食品有限公司" };
  expect(await person.count("customer", { and: [mended, { field: "phone", op: "is_not_empty" }] })).toBe(1);

  for (const undone of [page.url(), address]) {
    await page.goto(undone);
    await page.getByRole("button", { name: "撤销这次导入" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "撤销这次导入" }).click();
    await expect(page.getByRole("heading", { name: "已撤销这次导入" })).toBeVisible({ timeout: 60_000 });
  }
  expect(await person.count("customer", everything)).toBe(before);
});
