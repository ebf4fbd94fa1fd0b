import type { Page } from "@playwright/test";
import { expect, test } from "./journey";
import { unique } from "./screens";
import { sound } from "./sound";

const FORM = "/f/lead?utm_source=journey&company=%E4%BA%91%E5%B8%86%E7%89%A9%E6%B5%81";
/** A telephone number that nobody sent before and that does not look made up. */
const telephone = () => `139${String(Math.floor(Math.random() * 9e7) + 1e7)}`.slice(0, 10).concat("3");

async function fill(page: Page, name: string, phone: string) {
  await page.getByRole("textbox", { name: "姓名" }).fill(name);
  await page.getByRole("textbox", { name: "手机" }).fill(phone);
  await page.getByRole("checkbox", { name: /我同意/ }).check();
}

test("a stranger opens the link, is refused, corrects it and is thanked", async ({ page }) => {
  await page.goto(FORM);
  await expect(page.getByRole("heading", { name: "预约方案咨询" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "公司" })).toHaveValue("云帆物流");
  await sound(page, "open");
  await page.getByRole("button", { name: "提交咨询" }).click();
  await expect(page.getByRole("alert")).toContainText("有 3 处需要修改");
  await expect(page.getByRole("textbox", { name: "姓名" })).toBeFocused();
  await sound(page, "refused");
  const name = unique("访客");
  await fill(page, name, "abc");
  await page.getByRole("button", { name: "提交咨询" }).click();
  await expect(page.locator("#f-phone-issue")).not.toBeEmpty();
  // What was filled in is still there after the page was closed.
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "已恢复" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "姓名" })).toHaveValue(name);
  await fill(page, name, telephone());
  await page.getByRole("button", { name: "提交咨询" }).click();
  await expect(page.getByRole("heading", { name: "提交成功" })).toBeVisible();
  await sound(page, "thanks");
  await page.getByRole("button", { name: "再填一份" }).click();
  await expect(page.getByRole("textbox", { name: "姓名" })).toHaveValue("");
});

test("what is closed or gone says so", async ({ page, person }) => {
  await page.goto("/f/nowhere");
  await expect(page.getByRole("heading", { name: "没有这个表单" })).toBeVisible();
  const body = await (await person.ask("GET", "/definitions/form/lead")).json();
  const publish = async (form: unknown) => {
    expect((await person.ask("PUT", "/definitions/form/lead/draft", form)).status()).toBe(200);
    expect((await person.ask("POST", "/publish", { drafts: [{ kind: "form", key: "lead" }] })).status()).toBe(200);
  };
  await publish({ ...body, public: { ...body.public, closes_at: "2020-01-01T00:00:00Z" } });
  await page.goto(FORM);
  await expect(page.getByRole("heading", { name: "表单已经截止" })).toBeVisible();
  await sound(page, "closed");
  await publish(body);
});

test("a person looks at what seems made up, and accepts it", async ({ page, person }) => {
  const name = unique("乱填");
  await page.goto(FORM);
  await fill(page, name, "13900000000");
  await page.getByRole("button", { name: "提交咨询" }).click();
  await expect(page.getByRole("heading", { name: "提交成功" })).toBeVisible();
  await page.goto("/app/lead-capture/leads");
  await page.getByRole("button", { name: "更多" }).first().click();
  await page.getByText("待核实的提交：预约方案咨询").click();
  await expect(page.getByRole("heading", { name: "待核实" })).toBeVisible();
  const card = page.locator("article").filter({ hasText: name });
  await expect(card).toContainText("像是随手乱填的");
  await sound(page, "quarantine");
  await card.getByRole("button", { name: /接\s*受/ }).click();
  await expect(page.locator(".fw-toasts")).toContainText("已接受 1 条");
  await expect(card).toHaveCount(0);
  expect(await person.count("lead", { field: "name", op: "eq", value: name })).toBe(1);
});

test("an administrator shares the form", async ({ page, person }) => {
  expect(await person.count("lead", { field: "name", op: "is_not_empty" })).toBeGreaterThan(0);
  await page.goto("/design/lead");
  await page.getByRole("button", { name: "分享" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "链接" })).toHaveValue(/\/f\/lead$/);
  await expect(dialog.getByRole("img", { name: "二维码" })).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: /嵌入/ })).toHaveValue(/iframe/);
  await dialog.getByRole("tab", { name: "设置" }).click();
  await expect(dialog.getByRole("textbox", { name: "链接地址" })).toHaveValue("lead");
  await dialog.getByRole("spinbutton", { name: "最多收多少份" }).fill("500");
  await expect(dialog.getByRole("alert")).toContainText("发布后生效");
});
