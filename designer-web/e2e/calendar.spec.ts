import type { Page } from "@playwright/test";
import { dragByFinger, dragByKeys, dragByMouse } from "./dnd";
import { expect, type Person, test } from "./journey";
import { unique } from "./screens";
import { sound } from "./sound";

const PLAN = "/app/customer-archive/next-follow-ups";
const cell = (page: Page, day: string) => page.locator(`.fw-day[data-day="${day}"]`);

async function planned(person: Person, name: string, day: string): Promise<string> {
  const made = await person.ask("POST", "/entities/customer/records", { name, next_follow_up_on: day });
  return (await made.json()).id;
}

const dayOf = async (person: Person, id: string) =>
  (await (await person.ask("GET", `/entities/customer/records/${id}`)).json()).next_follow_up_on;

async function openMonth(page: Page, name: string, day: string): Promise<void> {
  await page.goto(`${PLAN}?q=${encodeURIComponent(name)}&day=%22${day}%22`);
  await expect(page.getByRole("heading", { name: "2031年5月" })).toBeVisible();
}

test("an entry goes to another day by mouse or finger, and back by 撤销", async ({ page, person, phone }) => {
  const name = unique("日历旅程公司");
  const id = await planned(person, name, "2031-05-07");
  await openMonth(page, name, "2031-05-07");
  const entry = page.locator(".fw-entry").filter({ hasText: name });
  await expect(entry).toBeVisible();
  await (phone ? dragByFinger : dragByMouse)(page, entry, cell(page, "2031-05-15"));
  await expect(page.locator(".fw-toasts")).toContainText("已移到“2031-05-15”");
  await expect.poll(() => dayOf(person, id)).toBe("2031-05-15");
  await page.locator(".fw-toasts").getByRole("button", { name: "撤销" }).click();
  await expect.poll(() => dayOf(person, id)).toBe("2031-05-07");
});

test("at a desk, the keyboard puts an entry on the next day, in a week as in a month", async ({ page, person }) => {
  const name = unique("键盘日历公司");
  const id = await planned(person, name, "2031-05-07");
  await openMonth(page, name, "2031-05-07");
  await page.getByText("周", { exact: true }).click();
  await expect(page).toHaveURL(/span=week/);
  await expect(page.locator(".fw-day")).toHaveCount(7);
  await dragByKeys(page, page.getByRole("button", { name: `拖动“${name}”` }), "ArrowRight", cell(page, "2031-05-08"));
  await expect.poll(() => dayOf(person, id)).toBe("2031-05-08");
});

test("a day with more than there is room for opens whole, and its entries move without dragging", async ({
  page,
  person,
  phone,
}) => {
  const name = unique("满日旅程公司");
  for (const part of ["甲", "乙", "丙", "丁", "戊"]) await planned(person, `${name}${part}`, "2031-05-20");
  await openMonth(page, name, "2031-05-20");
  await expect(page.locator(".fw-entry")).toHaveCount(phone ? 2 : 3);
  await page.getByRole("button", { name: /^2031-05-20 还有/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem")).toHaveCount(5);
  await sound(page, "one day of the calendar");
  await dialog.getByRole("textbox", { name: `移动“${name}戊”到…` }).click();
  await page.locator(".ant-picker-dropdown:visible").getByTitle("2031-05-22").click();
  await expect(page.locator(".fw-toasts")).toContainText("已移到“2031-05-22”");
  await expect(dialog.getByRole("listitem")).toHaveCount(4);
});

test("months follow each other in the address, and the calendar is sound", async ({ page, person }) => {
  expect(await person.count("customer", { and: [] })).toBeGreaterThan(0);
  await page.goto(`${PLAN}?day=%222031-12-31%22`);
  await expect(page.getByRole("heading", { name: "2031年12月" })).toBeVisible();
  await page.getByRole("button", { name: "往后" }).click();
  await expect(page.getByRole("heading", { name: "2032年1月" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "2032年1月" })).toBeVisible();
  await page.getByRole("button", { name: "今天", exact: true }).click();
  await expect(page.locator(".fw-day[data-today]")).toBeVisible();
  await sound(page, "the calendar");
});
