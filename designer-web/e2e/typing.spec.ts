import { expect, test } from "./journey";
import { CUSTOMERS, unique } from "./screens";

test("days and amounts are typed as people write them", async ({ page, person }) => {
  const name = unique("随手写");
  await page.goto(`${CUSTOMERS}?panel=new`);
  const line = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  await line("客户名称").fill(name);
  await line("首次合作日期").fill("２０２６年１１月２日");
  await expect(page.getByText("= 2026-11-02")).toBeVisible();
  await line("下次跟进日期").fill("11/2/2026");
  await line("年营业额").fill("US$3万");
  await expect(page.getByText("分不清月和日")).toBeVisible();
  await expect(line("下次跟进日期")).toHaveValue("11/2/2026");
  await line("下次跟进日期").fill("46328");
  await line("公司电话").fill("+86 138 1234 5678");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  const body = { filter: { field: "name", op: "eq", value: name }, limit: 1 };
  const { items } = await (await person.ask("POST", "/entities/customer/records/query", body)).json();
  expect(items[0]).toMatchObject({
    first_cooperation_on: "2026-11-02",
    next_follow_up_on: "2026-11-02",
    annual_revenue: { amount: "30000.00", currency: "USD" },
    phone: "13812345678",
  });
});
