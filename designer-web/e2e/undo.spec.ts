import { expect, test } from "./journey";
import { choose, openCustomers, rows, tick, undo, unique } from "./screens";

test("what was deleted comes back, from the notice and from the recycle bin", async ({ page, person, phone }) => {
  const name = unique("删除旅程公司");
  const made = await (await person.ask("POST", "/entities/customer/records", { name })).json();
  const there = { field: "name", op: "eq", value: name };
  const remove = async () => {
    await page.goto(`/record/customer/${made.id}`);
    await page.locator(".fw-record-head").getByRole("button", { name: "更多" }).click();
    await page.getByRole("menuitem", { name: "删除" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
    await expect(page.locator(".fw-toasts")).toContainText("已移到回收站，30天内可恢复");
    expect(await person.count("customer", there)).toBe(0);
  };
  await remove();
  await undo(page);
  // Undo ends on the record's own page; until then the page is still on its way there.
  await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
  expect(await person.count("customer", there)).toBe(1);
  await remove();
  await page.goto("/recycle");
  const line = page.locator(".fw-recycle-row").filter({ hasText: name });
  await line.getByRole("button", { name: "恢复" }).click();
  await expect.poll(() => person.count("customer", there)).toBe(1);
  await openCustomers(page, name);
  await expect(rows(page, phone)).toHaveCount(1);
});

test("a change of many asks before it overwrites what was edited since", async ({ page, person, phone }) => {
  const name = unique("撤销旅程公司");
  for (const part of ["甲", "乙"])
    await person.ask("POST", "/entities/customer/records", { name: `${name}${part}`, level: "C" });
  const levels = async (level: string) =>
    person.count("customer", {
      and: [
        { field: "name", op: "starts_with", value: name },
        { field: "level", op: "eq", value: level },
      ],
    });
  await openCustomers(page, name);
  await expect(rows(page, phone)).toHaveCount(2);
  await tick(page, phone, 2);
  await page.getByRole("toolbar").getByRole("button", { name: "批量修改" }).click();
  await choose(page, "要改的内容", "客户等级");
  await choose(page, "改成", "A");
  await page.getByRole("button", { name: /^应用到/ }).click();
  await expect(page.locator(".fw-toasts")).toContainText("已更新 2 条");
  expect(await levels("A")).toBe(2);
  const found = { filter: { field: "name", op: "eq", value: `${name}甲` } };
  const page1 = await (await person.ask("POST", "/entities/customer/records/query", found)).json();
  await person.ask("PATCH", `/entities/customer/records/${page1.items[0].id}`, { level: "B" });
  await undo(page);
  await page.getByRole("button", { name: "保留后来的改动" }).click();
  await expect.poll(() => levels("C")).toBe(1);
  expect(await levels("B")).toBe(1);
});
