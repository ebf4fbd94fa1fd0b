import { checkFile, MESSY, tile } from "./importing";
import { expect, test } from "./journey";

test("a messy file is read and checked, and nothing is written", async ({ page, person }) => {
  const everything = { and: [] };
  const before = await person.count("customer", everything);
  await page.goto("/import/customer");
  await checkFile(page, MESSY);
  for (const text of ["新增", "疑似重复", "有问题"]) expect(await tile(page, text)).toBeGreaterThan(0);
  await expect(page.getByText("空行").first()).toBeVisible();
  await expect(page.locator(".fw-import-why").first()).not.toBeEmpty();
  expect(await person.count("customer", everything)).toBe(before);
});
