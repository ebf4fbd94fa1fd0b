import { checkFile, MESSY } from "./importing";
import { expect, type Person, test } from "./journey";
import { CUSTOMERS, rows, tick } from "./screens";
import { sound } from "./sound";

async function aCustomer(person: Person): Promise<string> {
  const body = { limit: 1, sort: ["-follow_up_count"], fields: ["name"] };
  const page = await (await person.ask("POST", "/entities/customer/records/query", body)).json();
  return `/record/customer/${page.items[0].id}`;
}

test("every screen is sound", async ({ page, person }) => {
  test.setTimeout(240_000);
  const record = await aCustomer(person);
  const screens = [
    CUSTOMERS,
    `${CUSTOMERS}?panel=new`,
    record,
    `${record}?panel=edit`,
    "/import/customer",
    "/search",
    "/duplicates/customer",
    "/recycle",
    "/mine",
    "/admin/users",
    "/admin/departments",
    "/admin/roles",
  ];
  for (const screen of screens) {
    await page.goto(screen);
    await expect(page.getByRole("heading").first()).toBeVisible();
    await sound(page, screen);
  }
});

test("what opens on a screen is sound too", async ({ page, person, phone }) => {
  test.setTimeout(240_000);
  const record = await aCustomer(person);
  await page.goto(CUSTOMERS);
  await expect(rows(page, phone).first()).toBeVisible();
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await expect(page.getByRole("button", { name: "添加条件" })).toBeVisible();
  await sound(page, "conditions");
  await page.goto(CUSTOMERS);
  await tick(page, phone, 2);
  await sound(page, "ticked rows");
  await page.getByRole("toolbar").getByRole("button", { name: "打标签" }).click();
  await expect(page.getByRole("combobox", { name: "添加这些标签" })).toBeVisible();
  await sound(page, "tags for many");
  await page.goto(`${CUSTOMERS}?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%AE%B6`);
  await expect(page.getByText("没有符合条件的客户")).toBeVisible();
  await sound(page, "nothing found");
  await page.goto(record);
  await page.getByRole("tab", { name: "动态" }).click();
  await expect(page.locator(".fw-timeline")).toBeVisible();
  await sound(page, "what happened");
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { name: "没有这个页面" })).toBeVisible();
  await sound(page, "no such page");
});

test("every step of an import is sound", async ({ page, person }) => {
  test.setTimeout(240_000);
  expect(await person.count("customer", { and: [] })).toBeGreaterThan(0);
  await page.goto("/import/customer");
  await checkFile(page, MESSY);
  await expect(page.getByRole("cell", { name: /没有“跨境”这个选项/ }).first()).toBeVisible();
  await sound(page, "the check of an import");
  await page.getByRole("button", { name: "上一步" }).click();
  await expect(page.getByText(/认出 \d+ 列/)).toBeVisible();
  await sound(page, "the columns of an import");
});

test("at a desk, the keyboard is enough to find and open a customer", async ({ page, person }) => {
  expect(await person.count("customer", { and: [] })).toBeGreaterThan(0);
  await page.goto(CUSTOMERS);
  await expect(page.getByRole("heading", { name: "全部客户" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("textbox", { name: "搜索", exact: true })).toBeFocused();
  await page.keyboard.type("智能");
  await expect(page.locator("mark").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/record\/customer\//);
});
