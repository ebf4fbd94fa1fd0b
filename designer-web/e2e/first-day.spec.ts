import { expect, test } from "./journey";
import { after, serve } from "./server";

test("a new installation is set up with the code from the start window", async ({ page }) => {
  const server = await serve();
  try {
    await page.goto(server.url);
    await expect(page).toHaveURL(/\/setup/);
    await page.getByLabel("初始化码").fill(after(server, "setup code: "));
    await page.getByLabel("账号").fill("boss");
    await page.getByLabel("姓名").fill("陈总");
    await page.getByLabel("设置密码").fill("correct horse battery");
    await page.getByRole("button", { name: "完成设置" }).click();
    await expect(page.getByText("还没有可用的应用")).toBeVisible();
    await page.goto(`${server.url}/setup`);
    await expect(page).not.toHaveURL(/\/setup/);
  } finally {
    await server.stop();
  }
});

test("the sample data goes in one step, and what one made stays", async ({ page, phone }) => {
  test.setTimeout(400_000);
  const server = await serve("--demo");
  try {
    const [username = "", password = ""] = after(server, "demo login: ").split(" ");
    const ask = (path: string, data: unknown) =>
      page.request.post(`${server.url}/api/v1${path}`, { data, headers: { "X-Formwork": "1" } });
    await ask("/session", { username, password });
    await ask("/entities/customer/records", { name: "自己新建的公司" });
    await page.goto(phone ? `${server.url}/mine` : server.url);
    await page.getByRole("button", { name: "演示数据" }).click();
    await page.getByRole("button", { name: "移除示例数据" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "移除示例数据" }).click();
    await expect(page.locator(".fw-toasts")).toContainText(/已移除 [\d,]+ 条示例数据/, { timeout: 300_000 });
    await expect(page.getByRole("button", { name: "演示数据" })).toBeHidden();
    const left = await (await ask("/entities/customer/records/query", { count: "exact" })).json();
    expect([left.count, left.items[0].name]).toEqual([1, "自己新建的公司"]);
  } finally {
    await server.stop();
  }
});
