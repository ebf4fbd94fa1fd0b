/** In English nothing stays Chinese but what people wrote. */
import type { Page } from "@playwright/test";
import { chineseOf, type Held, watchData } from "./chinese";
import { expect, type Person, test } from "./journey";
import { CUSTOMERS, rows, unique } from "./screens";
import { sound } from "./sound";

type Look = (name: string) => Promise<void>;

/** Waits until a screen is still, then holds every text on it against the data it has been sent. */
function looker(page: Page, held: Held): Look {
  return async (name) => {
    await page.waitForLoadState("networkidle");
    await expect(page.locator(".fw-bone:visible")).toHaveCount(0);
    expect([name, await chineseOf(page, held)]).toEqual([name, []]);
  };
}

async function inEnglish(page: Page, person: Person, walk: (look: Look) => Promise<void>): Promise<void> {
  const held = watchData(page);
  await person.ask("PATCH", "/me", { locale: "en" });
  try {
    await walk(looker(page, held));
  } finally {
    await person.ask("PATCH", "/me", { locale: "zh-CN" });
  }
}

async function theCustomer(person: Person): Promise<string> {
  const body = { limit: 1, sort: ["-follow_up_count"], fields: ["name"] };
  const page = await (await person.ask("POST", "/entities/customer/records/query", body)).json();
  return `/record/customer/${page.items[0].id}`;
}

/** By the end of its name: a picture may stand before the words. */
const button = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`${name}$`) }).first();
const dialog = (page: Page) => page.getByRole("dialog").last();

test("in English a list and what opens on it stay English", async ({ page, person, phone }) => {
  test.setTimeout(240_000);
  await inEnglish(page, person, async (look) => {
    await page.goto(CUSTOMERS);
    await expect(page.getByRole("heading", { name: "All customers" })).toBeVisible();
    await expect(rows(page, phone).first()).toBeVisible();
    await look("the list");
    for (const opener of phone ? ["Filter"] : ["Filter", "Columns"]) {
      await page.goto(CUSTOMERS);
      await button(page, opener).click();
      await look(opener);
    }
    await page.goto(CUSTOMERS);
    await button(page, "Export").click();
    await expect(dialog(page)).toBeVisible();
    await look("the export");
    await page.goto(`${CUSTOMERS}?q=zzzzqq`);
    await look("nothing found");
    for (const opener of ["Tag", "Change", "Delete"]) {
      await page.goto(CUSTOMERS);
      if (phone) await button(page, "Select several").click();
      const row = rows(page, phone).first();
      await (phone ? row : row.getByRole("checkbox")).click();
      await page.getByRole("toolbar").getByRole("button", { name: opener }).first().click();
      await expect(dialog(page)).toBeVisible();
      await look(`${opener} for many`);
    }
  });
});

test("in English every way to look at records stays English", async ({ page, person, phone }) => {
  test.setTimeout(240_000);
  await inEnglish(page, person, async (look) => {
    await page.goto("/app/customer-archive/customer-stages");
    await expect(page.getByRole("article").first()).toBeVisible();
    await look("the board");
    if (!phone) {
      await page
        .getByRole("button", { name: /^Move “/ })
        .first()
        .click();
      await expect(page.getByRole("menuitem").first()).toBeVisible();
      await look("where a card may go");
    }
    await page.goto("/app/customer-archive/next-follow-ups");
    await expect(page.locator(".fw-entry").first()).toBeVisible();
    await look("the calendar");
    await page.locator(".fw-day[data-today] button").click();
    await expect(dialog(page)).toBeVisible();
    await look("one day");
    await page.goto("/design/view/customer?view=customer-stages");
    await expect(page.locator(".fw-lane").first()).toBeAttached();
    await look("the designer of views");
    for (const type of ["Timeline", "Gallery", "Table"]) {
      await page.getByRole("radio", { name: type }).check({ force: true });
      await look(`a ${type} in the designer`);
    }
    await button(page, "Publish").click();
    await expect(dialog(page)).toBeVisible();
    await look("what publishing changes");
  });
});

test("in English a record and its forms stay English", async ({ page, person }) => {
  test.setTimeout(240_000);
  const record = await theCustomer(person);
  await inEnglish(page, person, async (look) => {
    await page.goto(record);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look("a record");
    await page.getByRole("tab", { name: "Timeline" }).click();
    await expect(page.locator(".fw-timeline")).toBeVisible();
    await look("what happened");
    for (const item of ["Share", "Delete"]) {
      await page.goto(record);
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: item }).click();
      await expect(dialog(page)).toBeVisible();
      await look(item);
    }
    await page.goto(`${record}?panel=edit`);
    await expect(page.locator(".fw-form-body")).toBeVisible();
    await look("the form with values");
    await page.goto(`${CUSTOMERS}?panel=new`);
    await expect(page.locator(".fw-form-body")).toBeVisible();
    await look("the empty form");
    await sound(page, "the empty form in English");
    await button(page, "Add a line").click();
    await button(page, "Save").click();
    await expect(page.locator(".fw-field-issue").first()).toBeVisible();
    await look("the form with mistakes");
  });
});

test("in English every step of an import stays English", async ({ page, person }) => {
  test.setTimeout(240_000);
  const name = unique("英文导入");
  const text = `客户名称,负责人,所属行业,下次跟进日期\n${name},没有这个人,没有这个行业,不是日期\n${name}二,,,2026-11-02\n`;
  await inEnglish(page, person, async (look) => {
    await page.goto("/import/customer");
    await look("the choice of a file");
    const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
    await page.locator("input[type=file]").setInputFiles(file);
    await expect(page.getByText(/columns recognised/)).toBeVisible({ timeout: 60_000 });
    await expect(button(page, "Next")).not.toHaveClass(/loading/, { timeout: 60_000 });
    await look("the columns");
    await button(page, "Next").click();
    await expect(page.locator(".fw-tiles")).toBeVisible({ timeout: 60_000 });
    await look("the check");
    await page.getByRole("button", { name: /^Import [\d,]+/ }).click();
    await expect(page.getByRole("button", { name: /Undo/ }).first()).toBeVisible({ timeout: 90_000 });
    await look("the end");
    await page.getByRole("button", { name: /Undo/ }).first().click();
    await expect(dialog(page)).toBeVisible();
    await look("the question before an import is undone");
    await dialog(page).getByRole("button", { name: /Undo/ }).click();
    await expect(dialog(page)).toBeHidden();
  });
});

test("in English people, departments, roles and one's own page stay English", async ({ page, person, phone }) => {
  test.setTimeout(240_000);
  await inEnglish(page, person, async (look) => {
    for (const screen of ["/", "/search", "/recycle", "/mine", "/admin/departments", "/admin/roles", "/no/such/page"]) {
      await page.goto(screen);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await look(screen);
    }
    await page.goto("/admin/departments");
    await button(page, "Add a department").click();
    await expect(dialog(page)).toBeVisible();
    await look("a new department");
    await page.goto("/admin/users");
    await expect(page.getByRole("button", { name: "Hand over" }).first()).toBeVisible();
    await look("people");
    await button(page, "Add a person").click();
    await expect(dialog(page)).toBeVisible();
    await look("a new person");
    await page.goto("/admin/users");
    await page.getByRole("button", { name: "Hand over" }).first().click();
    await expect(dialog(page)).toBeVisible();
    await look("a handover");
    await page.goto(phone ? "/mine" : CUSTOMERS);
    if (!phone) await page.locator(".fw-me").click();
    await look("what one may do");
    await page.getByRole(phone ? "button" : "menuitem", { name: /Export everything/ }).click();
    await expect(dialog(page)).toBeVisible();
    await look("everything to take along");
  });
});
