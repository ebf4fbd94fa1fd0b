import type { Locator, Page } from "@playwright/test";
import { NEW_REPAIR, repairs } from "./filling";
import { expect, test } from "./journey";
import { choose } from "./screens";
import { sound } from "./sound";

const PICTURES = process.env.FORMWORK_PICTURES;
const picture = async (page: Page, name: string, phone: boolean) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/fill-${name}-${phone ? "phone" : "desk"}.png` });
};

const cell = (page: Page, column: string, row: number): Locator => page.getByLabel(`${column} ${row}`, { exact: true });
const next = (page: Page) => page.getByRole("button", { name: "下一步" });
const send = (page: Page) => page.getByRole("button", { name: "提交报修" });

/** What every way of computing must come to: steps that hold one back, a rule, details, a check, and what is stored. */
async function fillIn(page: Page, phone: boolean, name: string): Promise<void> {
  const panel = page.getByRole("dialog", { name: "新建报修单" });
  await expect(panel.getByLabel("标题", { exact: true })).toBeVisible();
  await sound(page, `${name}: the first step`);
  await picture(page, `${name}-first`, phone);
  // Nothing is said before somebody has been there; one goes on when nothing is wrong.
  await expect(panel.locator(".fw-field-issue")).toHaveCount(0);
  await next(page).click();
  await expect(panel.locator('[data-place="title"] .fw-field-issue')).toHaveText("请填写");
  await expect(panel.getByLabel("标题", { exact: true })).toBeFocused();
  await panel.getByLabel("标题", { exact: true }).fill("空调不制冷");
  await expect(panel.locator('[data-place="title"] .fw-field-issue')).toHaveCount(0);
  await expect(panel.getByText("紧急报修会立即电话联系您")).toHaveCount(0);
  await choose(page, "紧急程度", "紧急");
  await expect(panel.getByText("紧急报修会立即电话联系您")).toBeVisible();
  await next(page).click();
  await expect(panel.locator('[data-place="day"] .fw-field-issue')).toHaveText("请填写");
  await sound(page, `${name}: what is wrong`);
  await picture(page, `${name}-wrong`, phone);
  await panel.getByLabel("希望日期", { exact: true }).fill("2026-12-01");
  await panel.getByLabel("希望日期", { exact: true }).press("Tab");
  await panel.getByRole("button", { name: "补充说明" }).click();
  await panel.getByLabel("情况说明", { exact: true }).fill("滴水，制热正常");
  await next(page).click();
  await details(page, phone, name);
  await next(page).click();
  await expect(panel.getByText("提交前请核对联系电话和配件。")).toBeVisible();
  await picture(page, `${name}-last`, phone);
  await send(page).click();
  await expect(page.locator(".fw-toasts")).toContainText("已新建“空调不制冷”");
  await expect(panel).toBeHidden();
}

async function details(page: Page, phone: boolean, name: string): Promise<void> {
  const panel = page.getByRole("dialog", { name: "新建报修单" });
  await panel.getByRole("button", { name: "添加一行" }).click();
  await expect(cell(page, "配件", 1)).toBeFocused();
  await cell(page, "配件", 1).fill("压缩机");
  await cell(page, "单价", 1).fill("1200");
  await cell(page, "单价", 1).press("Tab");
  await expect(panel.locator('[data-place="parts/0/amount"]')).toContainText("1,200.00");
  await panel.getByRole("button", { name: "复制第 1 行" }).click();
  await expect(cell(page, "配件", 2)).toHaveValue("压缩机");
  await cell(page, "数量", 2).fill("2");
  await expect(panel.locator('[data-place="total"]')).toContainText("3,600.00");
  await panel.getByLabel("预算", { exact: true }).fill("3000");
  await next(page).click();
  await expect(panel.locator('[data-place="budget"] .fw-field-issue')).toHaveText("配件合计超过了预算");
  await sound(page, `${name}: details`);
  await picture(page, `${name}-rows`, phone);
  await panel.getByRole("button", { name: "删除第 2 行" }).click();
  await expect(panel.locator('[data-place="total"]')).toContainText("1,200.00");
  await expect(panel.locator('[data-place="budget"] .fw-field-issue')).toHaveCount(0);
}

const STORED = {
  title: "空调不制冷",
  level: "high",
  day: "2026-12-01",
  note: "滴水，制热正常",
  budget: "3000.00",
  total: "1200.00",
};

test("a designed form is filled in, refused, corrected and saved; then its record is changed with it", async ({
  page,
  phone,
}) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/evaluate")) asked += 1;
    });
    const program = page.waitForResponse((response) => response.url().endsWith(".wasm"));
    await workshop.go(NEW_REPAIR);
    expect((await program).headers()).toMatchObject({
      "content-type": "application/wasm",
      "content-encoding": "gzip",
      "cache-control": "public, max-age=31536000, immutable",
    });
    await fillIn(page, phone, "page");
    // The page computed by itself.
    expect(asked).toBe(0);
    const found = (await workshop.ask("POST", "/entities/repair/records/query", {})) as { items: { id: string }[] };
    expect(found.items).toMatchObject([STORED]);
    await workshop.go(`/record/repair/${found.items[0]?.id}?panel=edit`);
    const panel = page.getByRole("dialog", { name: "编辑报修单" });
    await panel.getByLabel("标题", { exact: true }).fill("空调不制热");
    await next(page).click();
    await expect(cell(page, "配件", 1)).toHaveValue("压缩机");
    await cell(page, "数量", 1).fill("2");
    await next(page).click();
    await expect(panel.locator('[data-place="budget"] .fw-field-issue')).toHaveCount(0);
    await send(page).click();
    await expect(page.locator(".fw-toasts")).toContainText("已保存");
    const after = await workshop.ask("POST", "/entities/repair/records/query", {});
    expect(after).toMatchObject({ items: [{ ...STORED, title: "空调不制热", total: "2400.00" }] });
  } finally {
    await workshop.server.stop();
  }
});

test("without the engine the server computes, and all comes to the same", async ({ page, phone }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    await page.route("**/*.wasm", (route) => route.abort());
    const asked = page.waitForRequest((request) => request.url().endsWith("/forms/repair_form/evaluate"));
    await workshop.go(NEW_REPAIR);
    await asked;
    await fillIn(page, phone, "server");
    const found = await workshop.ask("POST", "/entities/repair/records/query", {});
    expect(found).toMatchObject({ items: [STORED] });
  } finally {
    await workshop.server.stop();
  }
});

test("a connection that breaks is told while the server computes, and forgotten when it is back", async ({ page }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    await page.route("**/*.wasm", (route) => route.abort());
    await workshop.go(NEW_REPAIR);
    const title = page.getByLabel("标题", { exact: true });
    await expect(title).toBeVisible();
    await page.route("**/evaluate", (route) => route.abort());
    await title.fill("修灯");
    const told = page.getByRole("alert").filter({ hasText: "网络不通" });
    await expect(told).toBeVisible();
    await expect(title).toHaveValue("修灯");
    await page.unroute("**/evaluate");
    await title.fill("修大灯");
    await expect(told).toHaveCount(0);
  } finally {
    await workshop.server.stop();
  }
});

test("what is tampered with on its way is refused at its place, and nothing typed is lost", async ({ page, phone }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    await workshop.go(NEW_REPAIR);
    await page.getByLabel("标题", { exact: true }).fill("换锁");
    await next(page).click();
    await next(page).click();
    await page.route("**/submissions", async (route) => {
      const body = route.request().postDataJSON() as { answers: object };
      await route.continue({ postData: { ...body, answers: { ...body.answers, state: "已受理" } } });
    });
    await send(page).click();
    const panel = page.getByRole("dialog", { name: "新建报修单" });
    await expect(panel.getByRole("alert").filter({ hasText: "受理意见：这一项只读，不能修改" })).toBeVisible();
    await picture(page, "tampered", phone);
    await sound(page, "a refusal of the server");
    expect(await workshop.ask("POST", "/entities/repair/records/query", {})).toMatchObject({ items: [] });
    await page.unroute("**/submissions");
    await send(page).click();
    await expect(page.locator(".fw-toasts")).toContainText("已新建“换锁”");
  } finally {
    await workshop.server.stop();
  }
});

test("a linked record fills in what is known of it", async ({ page }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    await workshop.ask("POST", "/entities/client/records", { name: "恒远科技", phone: "13800138000" });
    await workshop.go(NEW_REPAIR);
    await choose(page, "客户", "恒远");
    await expect(page.getByLabel("联系电话", { exact: true })).toHaveValue("13800138000");
    await page.getByLabel("标题", { exact: true }).fill("修门");
    await next(page).click();
    await next(page).click();
    await send(page).click();
    await expect(page.locator(".fw-toasts")).toContainText("已新建");
    const found = await workshop.ask("POST", "/entities/repair/records/query", {});
    expect(found).toMatchObject({ items: [{ phone: "13800138000" }] });
  } finally {
    await workshop.server.stop();
  }
});

test("what was not sent is found again, and leaving asks first", async ({ page }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    await workshop.go(NEW_REPAIR);
    await page.getByLabel("标题", { exact: true }).fill("修灯");
    await page.getByRole("button", { name: "取消" }).click();
    await page.getByRole("dialog", { name: "还有内容没有保存" }).getByRole("button", { name: "继续填写" }).click();
    await expect
      .poll(() => page.evaluate(() => sessionStorage.getItem("formwork.filling.repair_form")))
      .toContain("修灯");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await expect(page.getByText("已找回上次没填完的内容")).toBeVisible();
    await expect(page.getByLabel("标题", { exact: true })).toHaveValue("修灯");
    await page.getByRole("button", { name: "清空重填" }).click();
    await expect(page.getByLabel("标题", { exact: true })).toHaveValue("");
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, two people change one record: each decides what stays", async ({ page }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    const made = (await workshop.ask("POST", "/forms/repair_form/submissions", {
      answers: { title: "修门", site: "一楼" },
    })) as { id: string };
    await workshop.go(`/record/repair/${made.id}?panel=edit`);
    await page.getByLabel("地点", { exact: true }).fill("二楼");
    await workshop.ask("POST", "/forms/repair_form/submissions", { record: made.id, answers: { site: "三楼" } });
    await next(page).click();
    await next(page).click();
    await send(page).click();
    const dialog = page.getByRole("dialog", { name: "有人也改了这里" });
    await expect(dialog).toContainText("三楼");
    // The dialog stands still by then.
    await sound(page, "two versions of one field");
    await dialog.getByRole("button", { name: "用我的" }).click();
    await dialog.getByRole("button", { name: "按选择保存" }).click();
    await expect(page.locator(".fw-toasts")).toContainText("已保存");
    expect(await workshop.ask("GET", `/entities/repair/records/${made.id}`)).toMatchObject({ site: "二楼" });
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, cells from a spreadsheet become rows", async ({ page, context }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await workshop.go(NEW_REPAIR);
    await page.getByLabel("标题", { exact: true }).fill("换配件");
    await next(page).click();
    await page.getByRole("button", { name: "添加一行" }).click();
    await page.evaluate(() => navigator.clipboard.writeText("螺丝\t10\t0.5\n垫片\t2\t1,200\n胶\t一\t3"));
    await cell(page, "配件", 1).press("Control+v");
    await expect(cell(page, "配件", 3)).toHaveValue("胶");
    await expect(page.locator('[data-place="parts/1/amount"]')).toContainText("2,400.00");
    // What is no number stands as it was written, and is told.
    await expect(cell(page, "数量", 3)).toHaveValue("一");
    await next(page).click();
    await expect(page.locator('[data-place="parts/2/count"] .fw-field-issue')).toBeVisible();
    await cell(page, "数量", 3).fill("1");
    await next(page).click();
    await send(page).click();
    await expect(page.locator(".fw-toasts")).toContainText("已新建");
    expect(await workshop.ask("POST", "/entities/repair/records/query", {})).toMatchObject({
      items: [{ total: "2408.00" }],
    });
  } finally {
    await workshop.server.stop();
  }
});
