import { countClicks, item, name, order, Workshop } from "./designing";
import { expect, test } from "./journey";
import { sound } from "./sound";

const PICTURES = process.env.FORMWORK_PICTURES;
/** Ten fields, one sub-table, one condition, from nothing to a filled-in record. */
const MOST_CLICKS = 45;

test("at a desk, a form of ten fields, a sub-table and a condition is built from nothing within 45 clicks", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const clicks = await countClicks(page);
  const workshop = await Workshop.open(page);
  try {
    await workshop.go("/admin/apps");
    await page.getByRole("button", { name: "新建数据表" }).click();
    await page.getByLabel("叫什么").fill("报修单");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/design\/bao_xiu_dan$/);
    await sound(page, "an empty form");
    const fields: [string, string][] = [
      ["text", "标题"],
      ["phone", "联系电话"],
      ["choice", "紧急程度"],
      ["date", "希望日期"],
      ["address", "地址"],
      ["money", "预算"],
      ["integer", "数量"],
      ["user", "处理人"],
      ["boolean", "需要上门"],
      ["long_text", "情况说明"],
    ];
    for (const [kind, label] of fields) {
      await item(page, kind).click();
      await name(page, label);
    }
    await item(page, "sub_table").click();
    await name(page, "配件");
    await item(page, "decimal").click();
    await expect(page.locator('[data-block="decimal"]')).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    await expect(page.locator('[data-block="decimal"]')).toHaveCount(0);
    await page.locator('[data-block="pei_jian.text"] .fwd-name').click();
    await item(page, "decimal").click();
    await name(page, "单价");
    await workshop.saved();
    await expect
      .poll(async () => (await order(page)).slice(0, 3))
      .toEqual(["biao_ti", "lian_xi_dian_hua", "jin_ji_cheng_du"]);
    await expect(page.locator('[data-block="pei_jian.dan_jia"]')).toBeVisible();
    // When it is urgent, there must be a date.
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "规则" }).click();
    await page.getByRole("button", { name: "添加规则" }).click();
    const rule = page.getByRole("region", { name: "规则 1" });
    await rule.getByRole("button", { name: "添加条件" }).click();
    await rule.getByRole("combobox", { name: "选择内容" }).click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "紧急程度" }).click();
    await rule.getByRole("combobox", { name: "值", exact: true }).click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "选项1" }).click();
    await rule.getByRole("combobox", { name: "必填" }).click();
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "希望日期" }).click();
    await page.keyboard.press("Escape");
    await workshop.saved();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-desk.png` });
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "发布前看一眼" });
    await expect(dialog).toContainText("新建数据表“报修单”");
    await expect(dialog).toContainText("新增“紧急程度”（单选）");
    await dialog.getByRole("button", { name: "发布", exact: true }).click();
    await page.getByRole("link", { name: "去填写" }).click();
    await page.getByRole("textbox", { name: "标题" }).fill("空调不制冷");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expect(page.locator(".fw-toasts")).toBeVisible();
    const found = await workshop.ask("POST", "/entities/bao_xiu_dan/records/query", {});
    expect(found).toMatchObject({ items: [{ biao_ti: "空调不制冷" }] });
    expect(await workshop.ask("GET", "/definitions/form/bao_xiu_dan")).toMatchObject({
      rules: [{ when: { field: "jin_ji_cheng_du", op: "in", value: ["option_1"] }, require: ["xi_wang_ri_qi"] }],
    });
    const made = await clicks();
    console.log(`built, published and filled in with ${made} clicks`);
    expect(made).toBeLessThanOrEqual(MOST_CLICKS);
  } finally {
    await workshop.server.stop();
  }
});
