/**
 * The built program in Node, behind the interface that a page uses. That it answers as the server does is the business of
 * `designer-web/engine/tests`, which asks it the folders of `tests/cases/forms` and forms made up at random.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { FormEngine, TravellingForm } from "./contract";
import { asksServer, engineFor } from "./engine";
import { localEngine } from "./local";
import { FormStore } from "./store";
import { instantiate } from "./wasm";

const file = join(import.meta.dirname, "built/engine.wasm");

function program() {
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run engine makes it`);
  return instantiate(readFileSync(file));
}

/** As the server gives it: `designer-web/engine/tests/browser.rs` writes it, and holds it to the engine's source. */
const form = JSON.parse(readFileSync(join(import.meta.dirname, "expense.form.json"), "utf8")) as TravellingForm;

test("a form is opened, edited and closed in the page", async () => {
  const store = new FormStore(localEngine(form, "zh-CN", program));
  await store.open({ amount: "5", receipt: "e\u0301" });
  expect(store.field("receipt")).toMatchObject({ value: "é", required: false });
  const receipt = store.field("receipt");
  await store.edit([{ field: { field: "amount", value: "10.50" } }]);
  expect(store.field("amount").value).toBe("10.50");
  expect(store.field("receipt")).toEqual({ ...receipt, required: true });
  await store.edit([{ field: { field: "receipt" } }]);
  expect(store.field("receipt").issues).toEqual([{ pointer: "/receipt", code: "required", message: "请填写" }]);
  store.close();
});

test("what is to be forgotten at once is forgotten, and nobody else is rendered", async () => {
  const store = new FormStore(localEngine(form, "en", program));
  await store.open({ amount: "50", note: "lunch" });
  const [before, seen] = [store.field("receipt"), vi.fn()];
  const stop = store.subscribe(() => seen(store.field("receipt") === before));
  await store.edit([{ field: { field: "receipt", value: "x" } }]);
  await store.edit([{ field: { field: "amount", value: "5" } }]);
  expect(store.given()).toEqual({ amount: "5", receipt: "x" });
  stop();
  expect(seen).toHaveBeenNthCalledWith(1, false);
  await store.edit([{ field: { field: "amount", value: "50" } }]);
  expect(store.field("note")).toMatchObject({ value: null, visible: true });
});

test("a field that an edit does not touch is the very same object", async () => {
  const store = new FormStore(localEngine(form, "en", program));
  await store.open({ amount: "5" });
  const receipt = store.field("receipt");
  await store.edit([{ field: { field: "amount", value: "6" } }]);
  expect(store.field("receipt")).toBe(receipt);
});

test("what the engine refuses is an error, and a form that is not open cannot be edited", async () => {
  const broken = localEngine({ ...form, context: { ...(form.context as object), now: "never" } }, "en", program);
  await expect(broken.open({})).rejects.toThrow("`now` is no moment");
  await expect(broken.edit([])).rejects.toThrow("not open");
  const older = localEngine({ ...form, bundle: { compiled: [0] } }, "en", program);
  await expect(older.open({})).rejects.toThrow("load the page anew");
});

test("the server is asked where the program cannot be had, and where the form needs it", async () => {
  const told = vi.fn();
  const fetched = vi.spyOn(globalThis, "fetch");
  const answer = { evaluation: { values: { amount: "1.00" } }, known: [] };
  fetched.mockImplementation(async () => new Response(JSON.stringify(answer)));
  const none = () => Promise.reject(new Error("no program"));
  const place = { ask: asksServer("expense_form", "r1"), language: "en" };
  const open = (engine: FormEngine) => engine.open({ amount: "1" });
  expect(await open(await engineFor(form, place, none, told))).toEqual(answer.evaluation);
  expect(told).toHaveBeenCalledOnce();
  const remote = { ...form, bundle: { ...form.bundle, remote: true } };
  expect(await open(await engineFor(remote, place, program))).toEqual(answer.evaluation);
  const [address, sent] = fetched.mock.calls[0] ?? [];
  expect(address).toBe("/api/v1/forms/expense_form/evaluate");
  expect(JSON.parse(String(sent?.body))).toEqual({ answers: { amount: "1" }, record: "r1" });
  fetched.mockRestore();
});
