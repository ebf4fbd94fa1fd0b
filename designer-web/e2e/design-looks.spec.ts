import { block, item, Workshop } from "./designing";
import { expect, test } from "./journey";
import { sound } from "./sound";

const PICTURES = process.env.FORMWORK_PICTURES;
const FIELDS = {
  name: {},
  level: { kind: "choice", options: [{ key: "a", labels: { "zh-CN": "甲" } }] },
  amount: { kind: "decimal" },
};

test("every screen of the designer is sound, in both languages", async ({ page, phone }, info) => {
  test.setTimeout(240_000);
  const workshop = await Workshop.open(page);
  const look = async (screen: string) => {
    await sound(page, screen);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${screen}-${info.project.name}.png` });
  };
  try {
    await workshop.table("visit", FIELDS, true);
    for (const locale of ["zh-CN", "en"]) {
      await workshop.ask("PATCH", "/me", { locale });
      await workshop.go("/admin/apps");
      await expect(page.getByRole("link", { name: "visit" })).toBeVisible();
      await look(`apps-${locale}`);
      await workshop.go("/design/visit");
      await expect(block(page, "amount")).toBeVisible();
      await look(`designer-${locale}`);
      await block(page, "level").locator(".fwd-name").click();
      if (phone) {
        await page.getByRole("button", { name: locale === "en" ? "Properties" : "属性" }).click();
        await expect(page.locator(".ant-drawer .fwd-options")).toBeVisible();
        await look(`properties-${locale}`);
        await page.keyboard.press("Escape");
        await expect(page.locator(".ant-drawer .fwd-options")).toBeHidden();
        await page.getByRole("button", { name: locale === "en" ? "Add" : "添加", exact: true }).click();
        await expect(item(page, "text")).toBeVisible();
        await look(`palette-${locale}`);
        await page.keyboard.press("Escape");
      } else {
        await expect(page.locator(".fwd-properties .fwd-options")).toBeVisible();
        const bottom = await page
          .locator(".fwd-property")
          .nth(3)
          .evaluate((one) => one.getBoundingClientRect().bottom);
        // The five most used, the name among them, are seen without scrolling.
        expect(bottom).toBeLessThan(900);
        await look(`properties-${locale}`);
      }
      await page.getByRole("button", { name: locale === "en" ? "Preview" : "预览" }).click();
      await expect(page.getByRole("dialog").getByRole("textbox").first()).toBeVisible();
      await look(`preview-${locale}`);
    }
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, three hundred fields stay quick under the hand", async ({ page }) => {
  test.setTimeout(180_000);
  const workshop = await Workshop.open(page);
  try {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`field_${at}`, {}]));
    await workshop.table("wide", many);
    await workshop.design("wide");
    await block(page, "field_3").locator(".fwd-name").click();
    await page.evaluate(() => {
      const long: number[] = [];
      Object.assign(window, { longTasks: long });
      new PerformanceObserver((list) => long.push(...list.getEntries().map((one) => one.duration))).observe({
        type: "longtask",
      });
    });
    const input = page.getByRole("textbox", { name: "提示文字" });
    await input.click();
    await page.keyboard.type("一二三四五六七八九十", { delay: 60 });
    await expect(input).toHaveValue("一二三四五六七八九十");
    await workshop.saved();
    const long = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
    console.log(
      `300 fields: ${long.length} long tasks while typing ten characters, longest ${Math.max(0, ...long)} ms`,
    );
    expect(await workshop.draft("entity", "wide")).toMatchObject({
      properties: { field_3: { "x-field": { help: { "zh-CN": "一二三四五六七八九十" } } } },
    });
  } finally {
    await workshop.server.stop();
  }
});
