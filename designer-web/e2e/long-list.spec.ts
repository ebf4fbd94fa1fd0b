/** A list of any length: the page holds only what is in sight, and asks for no more than it comes to. */
import { expect, test } from "./journey";
import { rows } from "./screens";

const FOLLOW_UPS = "/app/customer-archive/follow-ups";
const PAGE = 60;
const JUMPS = 12;

test("twenty thousand rows are scrolled through with few rows in the page and one question for each page", async ({
  page,
  person,
  phone,
}) => {
  expect(await person.count("follow_up", { and: [] })).toBeGreaterThan(15_000);
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/follow_up/records/query")) asked++;
  });
  await page.goto(FOLLOW_UPS);
  await expect(rows(page, phone).first()).toBeVisible();
  const scroller = page.locator(phone ? ".fw-cards" : ".fw-grid");
  const height = () => scroller.evaluate((element) => element.scrollHeight);
  let most = 0;
  for (let jump = 0; jump < JUMPS; jump++) {
    const before = await height();
    // To the end at once, as the scroll bar is pulled.
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(height).toBeGreaterThan(before);
    most = Math.max(most, await rows(page, phone).count());
  }
  expect(most).toBeLessThan(PAGE);
  // One for each page and one ahead, and one that counts.
  expect(asked).toBeLessThanOrEqual(JUMPS + 4);
  expect(asked).toBeGreaterThan(JUMPS - 2);
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  await expect(rows(page, phone).first()).toBeVisible();
  expect(await rows(page, phone).count()).toBeLessThan(PAGE);
  expect(asked).toBeLessThanOrEqual(JUMPS + 4);
});

test("at a desk, what lies far behind is let go, and is there again at once when the scroll bar is pulled back", async ({
  page,
  person,
}) => {
  test.setTimeout(240_000);
  const order = { limit: 1, sort: ["-at"], fields: ["content"] };
  const first = (await (await person.ask("POST", "/entities/follow_up/records/query", order)).json()).items[0];
  await page.goto(FOLLOW_UPS);
  await expect(rows(page, false).first()).toBeVisible();
  const scroller = page.locator(".fw-grid");
  const height = () => scroller.evaluate((element) => element.scrollHeight);
  for (let jump = 0; jump < 45; jump++) {
    const before = await height();
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(height).toBeGreaterThan(before);
  }
  const tall = await height();
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/follow_up/records/query")) asked++;
  });
  await scroller.evaluate((element) => element.scrollTo(0, 0));
  await expect(page.locator(`.fw-grid a[href*="${first.id}"]`).first()).toBeVisible();
  // From the very top: the first page is asked for, not the forty-five between.
  expect(asked).toBeLessThanOrEqual(3);
  expect(Math.abs((await height()) - tall)).toBeLessThan(120);
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  await expect(page.locator(".fw-grid-row .fw-bone")).toHaveCount(0);
  await expect(rows(page, false).nth(5)).toBeVisible();
  expect(asked).toBeLessThanOrEqual(8);
});
