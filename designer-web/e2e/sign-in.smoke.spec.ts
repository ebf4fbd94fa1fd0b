import { expect, installation, test } from "./journey";
import { rows } from "./screens";

test("a person signs in and finds the customers", async ({ page, phone }) => {
  const { username, password } = installation();
  await page.goto("/app/customer-archive/customers");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("账号").fill(username);
  await page.getByLabel("密码", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "全部客户" })).toBeVisible();
  await expect(rows(page, phone).first()).toBeVisible();
  await expect(page.locator(".fw-list-total")).toHaveText(/共 [\d,]+ 条/);
});
