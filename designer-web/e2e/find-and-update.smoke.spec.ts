import { expect, test } from "./journey";
import { choose, openCustomers, rows, unique } from "./screens";

test("a customer is found, changed where it stands, and the change is in its story", async ({
  page,
  person,
  phone,
}) => {
  const name = unique("查找旅程公司");
  await person.ask("POST", "/entities/customer/records", { name, short_name: "旧简称", level: "C" });
  await openCustomers(page, name);
  await expect(rows(page, phone)).toHaveCount(1);
  await rows(page, phone).first().getByText(name).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.getByRole("button", { name: "修改简称" }).click();
  await page.getByRole("textbox", { name: "简称" }).fill("旅程");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "简称" })).toBeHidden();
  await page.locator(".fw-toasts").getByRole("button", { name: "撤销" }).click();
  await expect(page.locator(".fw-toasts")).toContainText("已撤销");
  await expect(page.getByText("旧简称").first()).toBeVisible();
  await page.getByRole("button", { name: "修改客户等级" }).click();
  await choose(page, "客户等级", "B");
  await expect(page.locator(".fw-record-head")).toContainText("B 优质");
  await page.getByRole("tab", { name: "动态" }).click();
  await expect(page.getByText("旅程", { exact: true }).last()).toBeVisible();
  const now = {
    and: [
      { field: "name", op: "eq", value: name },
      { field: "short_name", op: "eq", value: "旧简称" },
    ],
  };
  expect(await person.count("customer", now)).toBe(1);
});
