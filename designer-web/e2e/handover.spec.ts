import { expect, installation, test } from "./journey";
import { unique } from "./screens";

test("a leaver's customers pass to a colleague, and their stories say so", async ({ page, person }) => {
  const leaver = unique("离职");
  const draft = { username: unique("leaver"), name: leaver, password: installation().password, role_keys: ["sales"] };
  const { id } = await (await person.ask("POST", "/users", draft)).json();
  const name = unique("交接旅程公司");
  for (const part of ["甲", "乙"])
    await person.ask("POST", "/entities/customer/records", { name: `${name}${part}`, owner_id: id });
  const owned = { field: "owner_id", op: "eq", value: id };
  expect(await person.count("customer", owned)).toBe(2);

  await page.goto("/admin/users");
  await page.getByPlaceholder("搜索姓名、账号或手机").fill(leaver);
  await page.locator("tr").filter({ hasText: leaver }).getByRole("button", { name: "工作交接" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "接手人" }).fill("徐静");
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: "徐静" }).click();
  await expect(dialog).toContainText("客户 2");
  await dialog.getByRole("textbox", { name: "交接原因" }).fill("下月离职");
  await dialog.getByRole("button", { name: "工作交接" }).click();
  await expect(page.locator(".fw-toasts")).toContainText("已把 2 条交接给 徐静");
  expect(await person.count("customer", owned)).toBe(0);
  const found = { filter: { field: "name", op: "starts_with", value: name }, expand: ["owner_id"] };
  const passed = await (await person.ask("POST", "/entities/customer/records/query", found)).json();
  expect(passed.items.map((one: { owner_id: { title: string } }) => one.owner_id.title)).toEqual(["徐静", "徐静"]);
});
