import type { Page } from "@playwright/test";
import { expect, type Person, test } from "./journey";
import { CUSTOMERS, choose, unique } from "./screens";
import { sound } from "./sound";

const NEW = "/design/view/customer";
const preview = (page: Page) => page.getByRole("region", { name: "预览" });

/** What was made goes again, so that other journeys find the views they know. */
async function withdraw(person: Person, name: string): Promise<void> {
  const all = await (await person.ask("GET", "/definitions?kind=view")).json();
  const made = all.items.find((item: { labels: Record<string, string> }) => item.labels["zh-CN"] === name);
  expect((await person.ask("DELETE", `/definitions/view/${made.key}`)).status()).toBe(204);
}

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "发布", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "发布", exact: true }).click();
  await expect(page.locator(".fw-toasts")).toContainText("视图已发布");
}

test("an administrator makes a kanban, sees it on real records before, and everybody has it after", async ({
  page,
  person,
}) => {
  const name = unique("旅程看板");
  await page.goto(CUSTOMERS);
  await page.getByRole("button", { name: "更多" }).first().click();
  await page.getByRole("menuitem", { name: "新建视图" }).click();
  await expect(page.getByRole("heading", { name: "新建视图" })).toBeVisible();
  await expect(page.getByRole("button", { name: "发布", exact: true })).toBeDisabled();
  await page.getByRole("textbox", { name: "名称", exact: true }).fill(name);
  await page.getByRole("radio", { name: "看板" }).check({ force: true });
  await choose(page, "按什么分列", "客户等级");
  await expect(preview(page).getByRole("region", { name: "A 重点" })).toBeVisible();
  // On a phone the preview lies below, and asks for its cards when it comes into sight.
  await preview(page).locator(".fw-lane").first().scrollIntoViewIfNeeded();
  await expect(preview(page).getByRole("article").first()).toBeVisible();
  await expect(preview(page).getByRole("button", { name: /^拖动/ })).toHaveCount(0);
  await sound(page, "the designer of views");
  await page.getByRole("list", { name: "列的顺序" }).getByRole("checkbox", { name: "D 观察" }).uncheck();
  await expect(preview(page).getByRole("region", { name: "D 观察" })).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(preview(page).getByRole("region", { name: "D 观察" })).toHaveCount(1);
  await page.getByRole("button", { name: "重做" }).click();
  await expect(preview(page).getByRole("region", { name: "D 观察" })).toHaveCount(0);
  await page.getByRole("button", { name: "发布", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("新增这个视图");
  await sound(page, "what publishing a view changes");
  await page.getByRole("dialog").getByRole("button", { name: "发布", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByRole("navigation", { name: "视图" }).getByRole("link", { name })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await expect(page.getByRole("region", { name: "A 重点" })).toBeVisible();
  await expect(page.getByRole("region", { name: "D 观察" })).toHaveCount(0);
  await withdraw(person, name);
});

test("columns are put in order by the keyboard, and what changes is said in words", async ({ page, person, phone }) => {
  const name = unique("旅程列表");
  await page.goto(NEW);
  await page.getByRole("textbox", { name: "名称", exact: true }).fill(name);
  await publish(page);
  await page.getByRole("button", { name: "更多" }).first().click();
  await page.getByRole("menuitem", { name: "编辑视图" }).click();
  await expect(page.getByRole("heading", { name: "编辑视图" })).toBeVisible();
  const columns = page.getByRole("list", { name: "显示列" }).getByRole("listitem");
  await expect(columns.nth(1)).toContainText("客户等级");
  const handle = page.getByRole("button", { name: "拖动“客户等级”" });
  await handle.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("li[data-dragging]").first()).toBeVisible();
  const order = () => page.getByRole("list", { name: "显示列" }).innerText();
  await expect(async () => {
    if (!/客户名称\s+客户阶段/.test(await order())) await page.keyboard.press("ArrowDown");
    expect(await order()).toMatch(/客户名称\s+客户阶段/);
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(page.locator("li[data-dragging]")).toHaveCount(0);
  await expect(columns.nth(1)).toContainText("客户阶段");
  await expect(columns.nth(2)).toContainText("客户等级");
  await page.getByRole("button", { name: "设置条件" }).click();
  await choose(page, "选择内容", "客户等级");
  await page.locator(".fw-condition-value").getByRole("combobox").click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "A 重点" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "查看结果" }).click();
  await expect(page.locator(".fw-condition-chip")).toContainText("A 重点");
  await page.getByRole("button", { name: "发布", exact: true }).click();
  const dialog = page.getByRole("dialog").last();
  await expect(dialog).toContainText("调整了列的顺序");
  await expect(dialog).toContainText("调整了筛选条件");
  await dialog.getByRole("button", { name: "发布", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const some = page.locator(phone ? ".fw-row-card" : ".fw-grid-row:not([aria-hidden] *)").first();
  await expect(some).toContainText("A 重点");
  const all = await person.count("customer", { field: "level", op: "eq", value: "A" });
  await expect(page.locator(".fw-list-total")).toContainText(all.toLocaleString());
  await withdraw(person, name);
});

test("a calendar, a timeline and a gallery are shown as they are chosen, and are sound", async ({ page, person }) => {
  const name = unique("旅程时间线");
  await page.goto(NEW);
  await page.getByRole("textbox", { name: "名称", exact: true }).fill(name);
  await page.getByRole("radio", { name: "日历" }).check({ force: true });
  await expect(preview(page).locator(".fw-day").first()).toBeVisible();
  await page.getByRole("radio", { name: "画廊" }).check({ force: true });
  await expect(preview(page).locator(".fw-gallery .fw-tile").first()).toBeVisible();
  await sound(page, "the preview of a gallery");
  await page.getByRole("radio", { name: "时间线" }).check({ force: true });
  await choose(page, "开始日期", "首次合作日期");
  await choose(page, "结束日期", "下次跟进日期");
  await choose(page, "按什么分组", "客户等级");
  await expect(preview(page).locator(".fw-bar").first()).toBeVisible();
  await publish(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.locator(".fw-bar").first()).toBeVisible();
  await sound(page, "a timeline");
  await page.getByText("月", { exact: true }).click();
  await expect(page).toHaveURL(/span=month/);
  await page.getByRole("button", { name: "往前" }).click();
  await expect(page).toHaveURL(/day=/);
  await page.reload();
  await expect(page.locator(".fw-tick")).toHaveCount(12);
  await withdraw(person, name);
});

test("who leaves with changes is asked first", async ({ page, person }) => {
  expect(await person.count("customer", { and: [] })).toBeGreaterThan(0);
  await page.goto(`${NEW}?view=customers`);
  await page.getByRole("textbox", { name: "名称", exact: true }).fill("别的名称");
  await page.getByRole("button", { name: "返回" }).click();
  await expect(page.getByRole("dialog")).toContainText("放弃没有发布的改动？");
  await page.getByRole("dialog").getByRole("button", { name: "继续填写" }).click();
  await expect(page.getByRole("textbox", { name: "名称", exact: true })).toHaveValue("别的名称");
  await page.getByRole("button", { name: "撤销" }).click();
  await page.getByRole("button", { name: "返回" }).click();
  await expect(page).toHaveURL(/\/app\//);
});

test("who is no administrator makes no views", async ({ page, person }) => {
  await person.signIn("xu_jing");
  await page.goto(CUSTOMERS);
  await expect(page.getByRole("heading", { name: "全部客户" })).toBeVisible();
  await page.getByRole("button", { name: "更多" }).first().click();
  await expect(page.getByRole("menuitem", { name: "编辑视图" })).toHaveCount(0);
  await page.goto(NEW);
  await expect(page.getByRole("heading", { name: "您没有这项权限" })).toBeVisible();
});
