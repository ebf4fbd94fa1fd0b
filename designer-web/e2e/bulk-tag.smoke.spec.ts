import { expect, test } from "./journey";
import { openCustomers, rows, tag, tick, undo, unique } from "./screens";

test("a few customers get a tag in one go, and it is taken back", async ({ page, person, phone }) => {
  const name = unique("标签旅程公司");
  for (const part of ["甲", "乙", "丙"])
    await person.ask("POST", "/entities/customer/records", { name: `${name}${part}` });
  const word = unique("旅程");
  const tagged = { field: "tags", op: "has_any", value: [word] };
  await openCustomers(page, name);
  await expect(rows(page, phone)).toHaveCount(3);
  await tick(page, phone, 3);
  await tag(page, word);
  await expect(page.locator(".fw-toasts")).toContainText("已更新 3 条");
  await expect(rows(page, phone).first()).toContainText(word);
  expect(await person.count("customer", tagged)).toBe(3);
  await undo(page);
  await expect(page.locator(".fw-toasts")).toContainText("已撤销 3 条");
  expect(await person.count("customer", tagged)).toBe(0);
});
