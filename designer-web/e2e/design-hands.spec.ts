import { block, drag, inOrder, item, name, order, Workshop } from "./designing";
import { expect, test } from "./journey";

const PICTURES = process.env.FORMWORK_PICTURES;
const FIELDS = { name: {}, phone: { kind: "phone" }, amount: { kind: "decimal" }, note: {} };

test("at a desk, a field is dragged in and moved by the mouse, with a line of 2 px where it will be", async ({
  page,
}) => {
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", FIELDS);
    await workshop.design("visit");
    const drawn = await page.evaluate(() => {
      const watch = { count: 0 };
      Object.assign(window, { canvasWatch: watch });
      new MutationObserver((all) => {
        watch.count += all.filter((one) => one.type === "childList").length;
      }).observe(document.querySelector(".fwd-paper") as Element, { childList: true, subtree: true });
      return watch.count;
    });
    expect(drawn).toBe(0);
    await drag(page, item(page, "date"), block(page, "amount"), async () => {
      const line = page.getByTestId("insertion-line");
      await expect(line).toBeVisible();
      const box = await line.boundingBox();
      const target = await block(page, "amount").boundingBox();
      expect(box?.height).toBe(2);
      expect(Math.abs((box?.y ?? 0) - ((target?.y ?? 0) - 5))).toBeLessThan(3);
      const changes = await page.evaluate(
        () => (window as unknown as { canvasWatch: { count: number } }).canvasWatch.count,
      );
      expect(changes).toBeLessThanOrEqual(2);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-drag.png` });
    });
    await name(page, "日子");
    await inOrder(page, ["name", "phone", "ri_zi", "amount", "note"]);
    await drag(page, block(page, "note").locator(".fwd-handle"), block(page, "name"));
    await inOrder(page, ["note", "name", "phone", "ri_zi", "amount"]);
    // Esc leaves everything where it was.
    await drag(page, block(page, "amount").locator(".fwd-handle"), block(page, "note"), () =>
      page.keyboard.press("Escape"),
    );
    await inOrder(page, ["note", "name", "phone", "ri_zi", "amount"]);
    // So does going to another window.
    await drag(page, block(page, "amount").locator(".fwd-handle"), block(page, "note"), () =>
      page.evaluate(() => void window.dispatchEvent(new Event("blur"))),
    );
    await inOrder(page, ["note", "name", "phone", "ri_zi", "amount"]);
    await workshop.saved();
    await page.reload();
    await expect(block(page, "note")).toBeVisible();
    await inOrder(page, ["note", "name", "phone", "ri_zi", "amount"]);
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, the keyboard is enough: add, name, move, undo, redo", async ({ page }) => {
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", FIELDS);
    await workshop.design("visit");
    await page.keyboard.press("/");
    await page.keyboard.type("je");
    await expect(page.locator(".fwd-add-list [data-active]")).toHaveText("金额");
    await page.keyboard.press("Enter");
    await name(page, "报价");
    await inOrder(page, ["name", "phone", "amount", "note", "bao_jia"]);
    await block(page, "bao_jia").locator(".fwd-handle").focus();
    await page.keyboard.press("Enter");
    await expect(page.locator(".fwd-carrying")).toContainText("正在移动“报价”");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await inOrder(page, ["name", "phone", "bao_jia", "amount", "note"]);
    await block(page, "bao_jia").locator(".fwd-handle").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Home");
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await order(page))[2]).toBe("bao_jia");
    await page.keyboard.press("Control+z");
    await expect.poll(async () => (await order(page)).at(-1)).toBe("bao_jia");
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(async () => (await order(page))[2]).toBe("bao_jia");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "快捷键" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "快捷键" })).toBeHidden();
    // The menu goes where dragging goes.
    await block(page, "note").locator(".fwd-name").click();
    await page.getByRole("button", { name: "移动到…" }).click();
    await page.getByRole("menuitem", { name: "表单开头" }).click();
    await expect.poll(async () => (await order(page))[0]).toBe("note");
    await page.keyboard.press("Escape");
    await block(page, "note").locator(".fwd-name").click();
    await page.keyboard.press("Delete");
    await expect(block(page, "note")).toHaveCount(0);
    await page.locator(".fw-toasts").getByRole("button", { name: "撤销" }).click();
    await expect(block(page, "note")).toBeVisible();
  } finally {
    await workshop.server.stop();
  }
});

test("at a desk, several fields are copied, pasted into another form, duplicated and deleted together", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", FIELDS);
    await workshop.table("order", { title: {} });
    await workshop.design("visit");
    await block(page, "phone").locator(".fwd-name").click();
    await block(page, "note")
      .locator(".fwd-name")
      .click({ modifiers: ["Shift"] });
    await expect(page.getByText("选中了 3 项")).toBeVisible();
    await page.keyboard.press("Control+c");
    await expect(page.locator(".fw-toasts")).toContainText("已复制 3 项");
    await page.keyboard.press("Control+d");
    await inOrder(page, ["name", "phone", "amount", "note", "phone_2", "amount_2", "note_2"]);
    await workshop.design("order");
    await page.keyboard.press("Control+v");
    await inOrder(page, ["title", "phone", "amount", "note"]);
    await workshop.saved();
    expect(await workshop.draft("entity", "order")).toMatchObject({
      properties: { phone: { "x-field": { kind: "phone" } } },
    });
  } finally {
    await workshop.server.stop();
  }
});

test("with a finger a field is added and moved by a long press", async ({ page, context }) => {
  const workshop = await Workshop.open(page);
  try {
    await workshop.table("visit", FIELDS);
    await workshop.design("visit");
    await page.getByRole("button", { name: "添加", exact: true }).click();
    await item(page, "date").click();
    await name(page, "日子");
    await expect.poll(async () => (await order(page)).at(-1)).toBe("ri_zi");
    await block(page, "name").scrollIntoViewIfNeeded();
    const [from, to] = [
      await block(page, "amount").locator(".fwd-handle").boundingBox(),
      await block(page, "name").boundingBox(),
    ];
    if (!from || !to) throw new Error("both are on the screen");
    const cdp = await context.newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", x: number, y: number) =>
      cdp.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
    const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
    await touch("touchStart", x, y);
    await expect(page.locator(".fwd-overlay")).toBeVisible();
    await expect(page.locator("[data-dnd-dragging]")).not.toHaveCount(0);
    // A finger that was lifted off its place trembles first.
    for (const tremble of [1, 2, 1, 0]) await touch("touchMove", x + tremble, y);
    for (let step = 1; step <= 12; step++) await touch("touchMove", x + step, y + ((to.y + 4 - y) * step) / 12);
    await expect(page.getByTestId("insertion-line")).toBeVisible();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/design-touch.png` });
    await touch("touchEnd", 0, 0);
    await expect.poll(async () => (await order(page))[0]).toBe("amount");
  } finally {
    await workshop.server.stop();
  }
});
