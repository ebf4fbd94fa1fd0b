import { REPAIR_FORM, repairs } from "./filling";
import { expect, test } from "./journey";
import { choose } from "./screens";
import { sound } from "./sound";

const PICTURES = process.env.FORMWORK_PICTURES;

const CLERK = {
  format: 1,
  key: "clerk",
  labels: { "zh-CN": "前台" },
  entities: { repair: { actions: { view: "all", create: "all" }, fields: { budget: "hidden" } } },
};

test("a draft is tried before it is published: computed, as a role, at a step of a process, on a phone", async ({
  page,
  phone,
}) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    const nodes = { review: { title: "readonly", state: "required" } };
    const form = { ...REPAIR_FORM, app: "repairs", rights: { nodes } };
    await workshop.ask("PUT", "/definitions/form/repair_form/draft", form);
    await workshop.ask("PUT", "/definitions/role/clerk/draft", CLERK);
    await workshop.design("repair");
    await page.getByRole("button", { name: "预览" }).click();
    const dialog = page.getByRole("dialog", { name: "预览" });
    await dialog.getByLabel("标题", { exact: true }).fill("空调不制冷");
    await choose(page, "紧急程度", "紧急");
    await expect(dialog.getByText("紧急报修会立即电话联系您")).toBeVisible();
    await sound(page, "the preview");
    const look = async (name: string) => {
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/fill-${name}-${phone ? "phone" : "desk"}.png` });
    };
    await look("preview");
    await dialog.getByLabel("希望日期", { exact: true }).fill("2026-12-01");
    await dialog.getByLabel("希望日期", { exact: true }).press("Tab");
    await dialog.getByRole("button", { name: "下一步" }).click();
    await expect(dialog.getByLabel("预算", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: "下一步" }).click();
    await dialog.getByRole("button", { name: "提交报修" }).click();
    await expect(page.locator(".fw-toasts")).toContainText("可以提交，预览不会保存");
    await choose(page, "以谁的身份", "前台");
    await dialog.getByLabel("标题", { exact: true }).fill("换锁");
    await dialog.getByRole("button", { name: "下一步" }).click();
    await expect(dialog.getByRole("button", { name: "添加一行" })).toBeVisible();
    await expect(dialog.getByLabel("预算", { exact: true })).toHaveCount(0);
    await choose(page, "以谁的身份", "管理员");
    await choose(page, "在流程的哪一步", "review");
    await expect(dialog.locator('[data-place="title"]')).toBeVisible();
    await expect(dialog.getByRole("textbox", { name: "标题" })).toHaveCount(0);
    if (!phone) {
      await dialog.getByText("手机", { exact: true }).click();
      const frame = dialog.getByRole("region", { name: "预览" });
      await expect.poll(async () => (await frame.boundingBox())?.width).toBe(390);
      await look("preview-narrow");
    }
    expect(await workshop.ask("POST", "/entities/repair/records/query", {})).toMatchObject({ items: [] });
  } finally {
    await workshop.server.stop();
  }
});

test("a draft that cannot be computed says what is wrong instead", async ({ page }) => {
  test.setTimeout(240_000);
  const workshop = await repairs(page);
  try {
    const rules = [
      { key: "one", formula: "{nothing} > 1", require: ["day"] },
      { key: "two", formula: "{budget} >", require: ["day"] },
    ];
    await workshop.ask("PUT", "/definitions/form/repair_form/draft", { ...REPAIR_FORM, app: "repairs", rules });
    await workshop.design("repair");
    await page.getByRole("button", { name: "预览" }).click();
    const dialog = page.getByRole("dialog", { name: "预览" });
    await expect(dialog.getByRole("alert")).toContainText("有 2 处需要修改");
    await expect(dialog.getByRole("listitem")).toHaveCount(2);
    await expect(dialog.getByRole("textbox")).toHaveCount(0);
  } finally {
    await workshop.server.stop();
  }
});
