import { mkdirSync } from "node:fs";
import { expect, type Person, test } from "./journey";
import { openCustomers, undo, unique } from "./screens";
import { sound } from "./sound";

/** Where pictures go when somebody wants to look. */
const PICTURES = process.env.FORMWORK_PICTURES;

/** Three names of one company, and a follow-up of the second. */
async function threeNames(person: Person): Promise<{ core: string; ids: string[] }> {
  const core = unique("砺珩");
  const ids: string[] = [];
  for (const [name, level] of [
    [`${core}公司`, undefined],
    [`${core}科技有限公司`, "A"],
    [`${core}公司-华东分部`, "B"],
  ]) {
    const made = await person.ask("POST", "/entities/customer/records", { name, level, tags: [name] });
    ids.push((await made.json()).id);
  }
  const followed = { customer: ids[1], kind: "call", content: "聊过一次", at: "2026-01-05T02:00:00Z" };
  expect((await person.ask("POST", "/entities/follow_up/records", followed)).status()).toBe(201);
  return { core, ids };
}

const followUps = (person: Person, customer: string | undefined) =>
  person.count("follow_up", { field: "customer", op: "eq", value: customer });

test("one company under three names is merged, taken back, made branches and set apart", async ({
  page,
  person,
}, info) => {
  const { core, ids } = await threeNames(person);
  await openCustomers(page);
  await page.getByRole("button", { name: "更多", exact: true }).first().click();
  await page.getByRole("menuitem", { name: "疑似重复" }).click();
  const card = page.locator(".fw-cluster").filter({ hasText: core });
  await expect(card.getByRole("link")).toHaveCount(3);
  await sound(page, "possible duplicates");
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/duplicates-${info.project.name}.png` });
  }
  await card.getByRole("radio", { name: "保留这一条" }).first().check();
  await card.getByRole("radio", { name: `客户等级采用“${core}公司-华东分部”的内容` }).check();
  await card.getByRole("button", { name: "合并", exact: true }).click();
  await expect(page.locator(".fw-toasts")).toContainText(`已合并为“${core}公司”`);
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/merged-${info.project.name}.png` });
  await expect(card).toHaveCount(0);
  expect(await followUps(person, ids[0])).toBe(1);
  const kept = await (await person.ask("GET", `/entities/customer/records/${ids[0]}`)).json();
  expect([kept.level, kept.tags.length]).toEqual(["B", 3]);
  await undo(page);
  await expect(card.getByRole("link")).toHaveCount(3);
  expect([await followUps(person, ids[0]), await followUps(person, ids[1])]).toEqual([0, 1]);
  await card.getByRole("checkbox", { name: `一起处理 ${core}科技有限公司` }).uncheck();
  await card.getByRole("radio", { name: "保留这一条" }).first().check();
  await card.getByRole("button", { name: "设为分支" }).click();
  await expect(page.locator(".fw-toasts")).toContainText("的分支");
  await expect(card.getByRole("link")).toHaveCount(2);
  const branch = await (await person.ask("GET", `/entities/customer/records/${ids[2]}`)).json();
  expect(Object.values(branch)).toContain(ids[0]);
  await card.getByRole("button", { name: "不是重复" }).click();
  await expect(page.locator(".fw-toasts")).toContainText("不再提示");
});
