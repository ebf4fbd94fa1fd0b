import { block, item, name, Workshop } from "./designing";
import { expect, test } from "./journey";

const PICTURES = process.env.FORMWORK_PICTURES;
const FIELDS = { name: {}, phone: { kind: "phone" }, amount: { kind: "decimal" }, note: {} };

test("at a desk, two windows on one form: the second is told, and decides whose stays", async ({ page, context }) => {
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", FIELDS);
    await workshop.design("visit");
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(block(other, "note")).toBeVisible();
    await block(page, "note").locator(".fwd-name").click();
    await page.keyboard.press("Delete");
    await workshop.saved();
    await item(other, "date").click();
    await name(other, "日子");
    const notice = other.getByRole("alert").filter({ hasText: "有人刚改过这张表单" });
    await expect(notice).toBeVisible();
    if (PICTURES) await other.screenshot({ path: `${PICTURES}/design-conflict.png` });
    await notice.getByRole("button", { name: "看对方的" }).click();
    await expect(block(other, "note")).toHaveCount(0);
    await expect(notice).toBeHidden();
    // Undo brings one's own back; kept, it stands over the other's.
    await other.keyboard.press("Control+z");
    await expect(block(other, "note")).toBeVisible();
    await expect(other.locator(".fwd-saved")).toHaveText(/^已保存/);
    await block(page, "phone").locator(".fwd-name").click();
    await page.keyboard.press("Delete");
    const mine = page.getByRole("alert").filter({ hasText: "有人刚改过这张表单" });
    await mine.getByRole("button", { name: "用我的" }).click();
    await workshop.saved();
    expect(Object.keys((await workshop.draft("entity", "visit")) as object)).toContain("properties");
    expect(await workshop.draft("entity", "visit")).not.toHaveProperty("properties.phone");
    await other.close();
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, publishing says what changes and who uses it, and two clicks lead back", async ({ page }) => {
  test.setTimeout(180_000);
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", FIELDS, true);
    const view = {
      format: 1,
      key: "visits",
      entity: "visit",
      labels: { "zh-CN": "拜访" },
      type: "table",
      columns: ["name", "note"],
    };
    await workshop.ask("PUT", "/definitions/view/visits/draft", view);
    const role = {
      format: 1,
      key: "sales",
      labels: { "zh-CN": "销售" },
      entities: { visit: { actions: { view: "all" } } },
    };
    await workshop.ask("PUT", "/definitions/role/sales/draft", role);
    await workshop.ask("POST", "/publish", {
      drafts: [
        { kind: "view", key: "visits" },
        { kind: "role", key: "sales" },
      ],
    });
    await workshop.ask("POST", "/entities/visit/records", { name: "第一次", note: "聊得不错", amount: "3" });
    await workshop.design("visit");
    await item(page, "date").click();
    await name(page, "下次日期");
    await expect(page.getByText("谁能看到“下次日期”？")).toBeVisible();
    await page.getByRole("button", { name: "请选择" }).click();
    await page.locator(".ant-segmented-item").filter({ hasText: "只读" }).click();
    await block(page, "amount").locator(".fwd-name").click();
    await page.getByRole("switch", { name: "必填" }).click();
    await workshop.saved();
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "发布前看一眼" });
    await expect(dialog).toContainText("新增“下次日期”（日期）");
    await expect(dialog).toContainText("“amount”变为必填");
    await expect(dialog).toContainText("角色“销售”的权限变了");
    await dialog.getByRole("button", { name: "发布", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "已发布" })).toBeVisible();
    expect(await workshop.ask("GET", "/definitions/role/sales")).toMatchObject({
      entities: { visit: { fields: { xia_ci_ri_qi: "readonly" } } },
    });
    // What a list shows cannot go before the list lets go of it: said beforehand, with who it is.
    await page.keyboard.press("Escape");
    await block(page, "note").locator(".fwd-name").click();
    await page.keyboard.press("Delete");
    await workshop.saved();
    await page.getByRole("button", { name: "发布", exact: true }).click();
    await expect(dialog).toContainText("不再显示“note”，数据保留");
    await expect(dialog).toContainText("note：1 个视图用到它");
    await expect(dialog.getByRole("alert")).toContainText("还有问题");
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-publish.png` });
    await dialog.getByRole("button", { name: "取消" }).click();
    await page.keyboard.press("Control+z");
    await workshop.saved();
    // Back: the versions, and the one before.
    await page.getByRole("button", { name: "历史版本" }).click();
    const versions = page.getByRole("dialog", { name: "历史版本" });
    await expect(versions.getByText("现在用的")).toBeVisible();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-versions.png` });
    await versions.getByRole("button", { name: "恢复到此版本" }).first().click();
    await expect(page.locator(".fw-toasts")).toContainText("数据不变");
    const entity = await workshop.ask("GET", "/definitions/entity/visit");
    expect(entity).not.toHaveProperty("properties.xia_ci_ri_qi");
    expect(await workshop.ask("POST", "/entities/visit/records/query", {})).toMatchObject({
      items: [{ name: "第一次", note: "聊得不错" }],
    });
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, a formula is completed, told what is wrong, and tried on the newest records", async ({ page }) => {
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", { ...FIELDS, total: { kind: "formula", formula: "0" } }, true);
    for (const amount of ["1.50", "2"])
      await workshop.ask("POST", "/entities/visit/records", { name: `值${amount}`, amount });
    await workshop.design("visit");
    await block(page, "total").locator(".fwd-name").click();
    await page.getByRole("button", { name: "公式 编辑公式" }).click();
    const dialog = page.getByRole("dialog", { name: "编辑公式" });
    const editor = dialog.getByRole("textbox", { name: "公式" });
    await expect(editor).toBeFocused();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("ROUN");
    await expect(page.locator(".cm-tooltip-autocomplete")).toContainText("ROUND");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("{gone} + 1");
    await expect(dialog.locator(".fwd-formula-state")).toContainText("第 1 个字符：没有字段“gone”");
    await expect(dialog.locator('.cm-content .fwd-chip[data-known="false"]')).toHaveText("gone");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("SUMM(1)");
    await expect(dialog.locator(".fwd-fault").first()).toContainText("SUMM");
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-formula.png` });
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await dialog.getByRole("button", { name: "amount", exact: true }).click();
    await expect(dialog.locator(".cm-content .fwd-chip")).toHaveText("amount");
    await page.keyboard.type(" * 2");
    await expect(dialog.locator(".fwd-formula-state")).toContainText("结果是数字");
    await expect(dialog.getByRole("row", { name: /值2/ })).toContainText("4");
    await expect(dialog.getByRole("row", { name: /值1.50/ })).toContainText("3");
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-formula-sound.png` });
    await dialog.getByRole("button", { name: "使用这个公式" }).click();
    await workshop.saved();
    expect(await workshop.draft("entity", "visit")).toMatchObject({
      properties: { total: { "x-field": { formula: "{amount} * 2" } } },
    });
  } finally {
    await workshop.server.stop();
  }
});

test("a new app with a table is in the navigation once it is published, for the role that was chosen", async ({
  page,
  phone,
}) => {
  const workshop = await Workshop.open(page);
  try {
    const role = { format: 1, key: "sales", labels: { "zh-CN": "销售" }, entities: {} };
    await workshop.ask("PUT", "/definitions/role/sales/draft", role);
    await workshop.ask("POST", "/publish", { drafts: [{ kind: "role", key: "sales" }] });
    await workshop.go("/admin/apps");
    await page.getByRole("button", { name: "新建应用" }).click();
    await page.getByLabel("应用名称").fill("售后");
    await page.getByLabel("叫什么").fill("工单");
    await page.getByRole("button", { name: "开始设计" }).click();
    await expect(page).toHaveURL(/\/design\/gong_dan$/);
    if (phone) await page.getByRole("button", { name: "添加", exact: true }).click();
    await item(page, "text").click();
    await name(page, "标题");
    await workshop.saved();
    await page.getByRole("button", { name: "发布", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "发布前看一眼" });
    await dialog.getByRole("checkbox", { name: "销售" }).check();
    await dialog.getByRole("button", { name: "发布", exact: true }).click();
    await page.getByRole("link", { name: "去填写" }).click();
    await expect(page).toHaveURL(/\/app\/shou_hou\/gong_dan/);
    expect(await workshop.ask("GET", "/definitions/role/sales")).toMatchObject({
      entities: { gong_dan: { actions: { view: "all" } } },
    });
    expect(await workshop.ask("GET", "/definitions/view/gong_dan")).toMatchObject({ columns: ["biao_ti"] });
  } finally {
    await workshop.server.stop();
  }
});
