import { expect, test } from "./journey";
import { openCustomers, rows, total, unique } from "./screens";

test("a seller sees her own customers and no way to import or delete", async ({ page, person, phone }) => {
  const all = await person.count("customer", { and: [] });
  await person.signIn("xu_jing");
  await openCustomers(page);
  await expect(rows(page, phone).first()).toContainText("徐静");
  expect(await total(page)).toBeLessThan(all / 5);
  await expect(page.getByRole("button", { name: "导入" })).toBeHidden();
  await expect(page.getByRole("button", { name: "导出" })).toBeHidden();
  await rows(page, phone).first().locator("a").first().or(rows(page, phone).first()).first().click();
  await page.locator(".fw-record-head").getByRole("button", { name: "更多" }).click();
  await expect(page.getByRole("menuitem", { name: "复制链接" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "删除" })).toBeHidden();
});

test("who only reads is offered nothing that would be refused", async ({ page, person, phone }) => {
  await person.signIn("du_juan");
  await openCustomers(page);
  await expect(rows(page, phone).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "新建客户" })).toBeHidden();
  await expect(page.getByRole("button", { name: "多选" })).toBeHidden();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await rows(page, phone).first().locator("a").first().or(rows(page, phone).first()).first().click();
  await expect(page.locator(".fw-record-head")).toBeVisible();
  await page.goto(`${page.url()}?panel=edit`);
  await expect(page.locator(".fw-record-head").getByRole("button", { name: "更多" })).toBeVisible();
  await expect(page.getByRole("button", { name: "编辑" })).toBeHidden();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.goto("/mine");
  await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
  await expect(page.getByRole("button", { name: "导出全部数据" })).toBeHidden();
  await page.goto("/admin/users");
  await expect(page.getByRole("heading", { name: "您没有这项权限" })).toBeVisible();
  await expect(page.getByRole("button", { name: "添加人员" })).toBeHidden();
});

test("a customer is shared with a colleague, who sees it until it is taken back", async ({ page, person }) => {
  const name = unique("共享旅程公司");
  await person.signIn("xu_jing");
  const made = await (await person.ask("POST", "/entities/customer/records", { name })).json();
  const there = { field: "name", op: "eq", value: name };
  await page.goto(`/record/customer/${made.id}`);
  await page.locator(".fw-record-head").getByRole("button", { name: "更多" }).click();
  await page.getByRole("menuitem", { name: "共享" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "同事" }).fill("沈毅");
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "沈毅" }).click();
  await dialog.getByRole("button", { name: "共享", exact: true }).click();
  await expect(dialog.getByRole("listitem")).toContainText("沈毅");
  await person.signIn("shen_yi");
  expect(await person.count("customer", there)).toBe(1);
  const seen = await page.context().newPage();
  await seen.goto(`/record/customer/${made.id}`);
  await expect(seen.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(seen.getByRole("button", { name: /^(编辑|修改)/ })).toHaveCount(0);
  await seen.close();
  await person.signIn("xu_jing");
  await dialog.getByRole("button", { name: "取消共享给沈毅" }).click();
  await expect(dialog).toContainText("还没有共享给任何人");
  await person.signIn("shen_yi");
  expect(await person.count("customer", there)).toBe(0);
});
