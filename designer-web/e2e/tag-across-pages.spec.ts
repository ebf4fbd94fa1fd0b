import { expect, test } from "./journey";
import { choose, openCustomers, tag, tickAllMatching, total, undo, unique } from "./screens";

test("more than five hundred customers on many pages get a tag in one go, and it is taken back", async ({
  page,
  person,
  phone,
}) => {
  test.setTimeout(240_000);
  const word = unique("重点");
  const tagged = { field: "tags", op: "has_any", value: [word] };
  await openCustomers(page);
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await choose(page, "选择内容", "客户等级");
  await page.getByRole("combobox", { name: "值" }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "B 优质" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "查看结果" }).click();
  await expect(page).toHaveURL(/filter=/);
  const wanted = await person.count("customer", { field: "level", op: "in", value: ["B"] });
  expect(wanted).toBeGreaterThan(500);
  await expect.poll(() => total(page)).toBe(wanted);
  await tickAllMatching(page, phone);
  await expect(page.getByRole("toolbar")).toContainText(`已选全部符合条件的 ${wanted.toLocaleString()} 条`);
  await tag(page, word);
  const toasts = page.locator(".fw-toasts");
  await expect(toasts).toContainText(`已更新 ${wanted.toLocaleString()} 条`, { timeout: 90_000 });
  expect(await person.count("customer", tagged)).toBe(wanted);
  await undo(page);
  await expect(toasts).toContainText(`已撤销 ${wanted.toLocaleString()} 条`, { timeout: 90_000 });
  expect(await person.count("customer", tagged)).toBe(0);
});
