import { expect, test } from "./journey";
import { choose, openCustomers, unique } from "./screens";

test("a customer is created, and what is missing is told first", async ({ page, person }) => {
  const name = unique("新建旅程公司");
  await openCustomers(page);
  await page.getByRole("button", { name: "新建客户" }).click();
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("请填写客户名称")).toBeVisible();
  await page.getByRole("textbox", { name: "客户名称" }).fill(name);
  await choose(page, "客户等级", "A");
  await page.getByRole("textbox", { name: "公司电话" }).fill("＋86 160 0370 9911");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await page.locator(".fw-toasts").getByRole("button", { name: "查看" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.locator(".fw-record-head")).toContainText("A 重点");
  expect(await person.count("customer", { field: "name", op: "eq", value: name })).toBe(1);
});
