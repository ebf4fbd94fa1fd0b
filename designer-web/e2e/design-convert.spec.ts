import { block, Workshop } from "./designing";
import { expect, test } from "./journey";

const PICTURES = process.env.FORMWORK_PICTURES;

test("at a desk, a column of words becomes choices: looked at on real records, moved in, and taken back", async ({
  page,
}) => {
  const workshop = await Workshop.open(page);
  try {
    const options = [
      { key: "it", labels: { "zh-CN": "软件" }, synonyms: ["互联网"] },
      { key: "mfg", labels: { "zh-CN": "制造" } },
    ];
    await workshop.table("firm", { name: {}, trade: {}, industry: { kind: "choice", options } }, true);
    const firms = [
      ["明远科技", "软件"],
      ["华信网络", "互联网"],
      ["春华农场", "农业"],
      ["天宇机械", "制造"],
    ];
    for (const [name, trade] of firms) await workshop.ask("POST", "/entities/firm/records", { name, trade });
    await workshop.design("firm");
    await block(page, "industry").locator(".fwd-name").click();
    await page.getByText("高级", { exact: true }).click();
    await page.getByRole("button", { name: "转入其他字段的数据…" }).click();
    const dialog = page.getByRole("dialog", { name: "转入数据到“industry”" });
    await dialog.getByRole("combobox", { name: "从哪个字段转入" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "trade" }).click();
    await expect(dialog).toContainText("3 条可以转入");
    await expect(dialog).toContainText("1 条不能转入，保持空白");
    await expect(dialog.getByRole("row", { name: /春华农场 农业/ })).toContainText("农业");
    await expect(dialog.getByRole("row", { name: /华信网络 互联网 软件/ })).toBeVisible();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-convert.png` });
    await dialog.getByRole("button", { name: "转入", exact: true }).click();
    await expect(page.locator(".fw-toasts")).toContainText("已转入 3 条");
    const told = (await workshop.ask("GET", "/entities/firm/records?sort=name&fields=name,industry")) as {
      items: { name: string; industry?: string }[];
    };
    expect(Object.fromEntries(told.items.map((firm) => [firm.name, firm.industry ?? null]))).toEqual({
      明远科技: "it",
      华信网络: "it",
      春华农场: null,
      天宇机械: "mfg",
    });
  } finally {
    await workshop.server.stop();
  }
});
