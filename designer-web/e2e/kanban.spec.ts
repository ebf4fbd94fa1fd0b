import type { Page } from "@playwright/test";
import { dragByKeys, dragByMouse } from "./dnd";
import { expect, type Person, test } from "./journey";
import { choose, undo, unique } from "./screens";
import { sound } from "./sound";

const BOARD = "/app/customer-archive/customer-stages";
const lane = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const toast = (page: Page) => page.locator(".fw-toasts");

async function customer(person: Person, name: string, values = {}): Promise<string> {
  const made = await person.ask("POST", "/entities/customer/records", { name, stage: "negotiating", ...values });
  return (await made.json()).id;
}

const read = async (person: Person, id: string) => (await person.ask("GET", `/entities/customer/records/${id}`)).json();

async function openBoard(page: Page, words?: string): Promise<void> {
  await page.goto(words ? `${BOARD}?q=${encodeURIComponent(words)}` : BOARD);
  await expect(page.getByRole("heading", { name: "客户进展看板" })).toBeVisible();
}

test("at a desk, a card dropped into 已流失 asks why, is written, and comes back by 撤销", async ({ page, person }) => {
  const name = unique("看板旅程公司");
  const id = await customer(person, name);
  await openBoard(page, name);
  const card = lane(page, "洽谈中").getByRole("article").filter({ hasText: name });
  await expect(card).toBeVisible();
  await lane(page, "已流失").scrollIntoViewIfNeeded();
  await dragByMouse(page, card.getByRole("link"), lane(page, "已流失"));
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(`把“${name}”移到“已流失”`);
  await sound(page, "what is asked before a card moves");
  await dialog.getByRole("button", { name: "移动", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("反对意见");
  expect((await read(person, id)).stage).toBe("negotiating");
  await dialog.getByRole("combobox", { name: "反对意见" }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").first().click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "移动", exact: true }).click();
  await expect(toast(page)).toContainText("已移到“已流失”");
  await expect(lane(page, "已流失").getByRole("article").filter({ hasText: name })).toBeVisible();
  await expect.poll(async () => (await read(person, id)).stage).toBe("lost");
  expect((await read(person, id)).objections).toHaveLength(1);
  await undo(page);
  await expect.poll(async () => (await read(person, id)).stage).toBe("negotiating");
  expect((await read(person, id)).objections).toBeUndefined();
  await expect(lane(page, "洽谈中").getByRole("article").filter({ hasText: name })).toBeVisible();
});

test("at a desk, the keyboard moves a card to the next column", async ({ page, person }) => {
  const name = unique("键盘旅程公司");
  const id = await customer(person, name);
  await openBoard(page, name);
  const handle = page.getByRole("button", { name: `拖动“${name}”` });
  await expect(handle).toBeVisible();
  await dragByKeys(page, handle, "ArrowRight", lane(page, "已合作"));
  await expect.poll(async () => (await read(person, id)).stage).toBe("won");
  await expect(lane(page, "已合作").getByRole("article").filter({ hasText: name })).toBeVisible();
});

test("a card moves by its menu, and one that somebody else moved meanwhile goes back to what it is", async ({
  page,
  person,
}) => {
  const name = unique("菜单旅程公司");
  const id = await customer(person, name);
  await openBoard(page, name);
  const move = page.getByRole("button", { name: `移动“${name}”到…` });
  // On a phone a column asks for its cards when it comes into sight.
  await lane(page, "洽谈中").scrollIntoViewIfNeeded();
  await move.click();
  await page.getByRole("menuitem", { name: "已联系" }).click();
  await expect(toast(page)).toContainText("已移到“已联系”");
  await expect.poll(async () => (await read(person, id)).stage).toBe("contacted");
  await lane(page, "已联系").scrollIntoViewIfNeeded();
  await expect(lane(page, "已联系").getByRole("article").filter({ hasText: name })).toHaveCount(1);
  await person.ask("PATCH", `/entities/customer/records/${id}`, { stage: "won" });
  await move.click();
  await page.getByRole("menuitem", { name: "暂停" }).click();
  await expect(toast(page)).toContainText("刚刚有人改过它");
  expect((await read(person, id)).stage).toBe("won");
  await lane(page, "已合作").scrollIntoViewIfNeeded();
  await expect(lane(page, "已合作").getByRole("article").filter({ hasText: name })).toHaveCount(1);
});

test("who may not edit a card has nothing to drag it by", async ({ page, person }) => {
  await person.signIn("du_juan");
  await openBoard(page);
  await expect(page.getByRole("article").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^(拖动|移动)“/ })).toHaveCount(0);
});

test("the numbers above the columns are those of all their records, and a column shows only the cards in sight", async ({
  page,
  person,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/records/query")) asked.push(request.url());
  });
  await openBoard(page);
  const first = lane(page, "潜在");
  await expect(first.getByRole("article").first()).toBeVisible();
  const all = await person.count("customer", { field: "stage", op: "eq", value: "lead" });
  await expect(first.locator("header")).toContainText(all.toLocaleString());
  const before = asked.length;
  const body = first.locator(".fw-lane-body");
  for (let page = 0; page < 4; page++) {
    await body.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(() => body.evaluate((element) => element.scrollHeight - element.scrollTop)).toBeGreaterThan(1200);
  }
  expect(await first.getByRole("article").count()).toBeLessThan(30);
  expect(asked.length - before).toBeLessThanOrEqual(6);
});

test("the board keeps what was filtered in its address and is sound", async ({ page, person }) => {
  expect(await person.count("customer", { and: [] })).toBeGreaterThan(0);
  await openBoard(page);
  await sound(page, "the board");
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await choose(page, "选择内容", "客户等级");
  await page.locator(".fw-condition-value").getByRole("combobox").click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "A 重点" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "查看结果" }).click();
  await expect(page).toHaveURL(/filter=/);
  await page.reload();
  await expect(page.locator(".fw-condition-chip")).toContainText("A 重点");
  await expect(page.getByRole("article").first()).toContainText("A 重点");
});

test("a board by person has the people's names above its columns and in what it says", async ({ page, person }) => {
  const key = `by-owner-${Date.now().toString(36)}`;
  const view = {
    format: 1,
    key,
    entity: "customer",
    labels: { "zh-CN": "按负责人看板" },
    type: "kanban",
    kanban: { group_by: "owner_id", card: { fields: ["stage"] } },
  };
  expect((await person.ask("PUT", `/definitions/view/${key}/draft`, view)).status()).toBe(200);
  expect((await person.ask("POST", "/publish", { drafts: [{ kind: "view", key }] })).status()).toBe(200);
  const name = unique("负责人旅程公司");
  const id = await customer(person, name);
  const before = (await read(person, id)).owner_id;
  await page.goto(`/app/local/${key}?q=${encodeURIComponent(name)}`);
  await expect(lane(page, "徐静").locator("header")).toContainText("徐静");
  await lane(page, "演示管理员").scrollIntoViewIfNeeded();
  await page.getByRole("button", { name: `移动“${name}”到…` }).click();
  await page.getByRole("menuitem", { name: "徐静" }).click();
  await expect(toast(page)).toContainText("已移到“徐静”");
  await expect.poll(async () => (await read(person, id)).owner_id).not.toBe(before);
  await lane(page, "徐静").scrollIntoViewIfNeeded();
  await expect(lane(page, "徐静").getByRole("article").filter({ hasText: name })).toBeVisible();
  expect((await person.ask("DELETE", `/definitions/view/${key}`)).status()).toBe(204);
});
