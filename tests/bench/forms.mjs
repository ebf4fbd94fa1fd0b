// How long a key press takes to be painted in a large form of the built program, in Chromium.
//
// Use:    node tests/bench/forms.mjs URL USERNAME PASSWORD; asked by the area `forms` of the bench.
// Shape:  a form of 300 fields with 100 rules and a sub-table of 500 rows of 12 columns, three of them formulas, is published
//         and a record of it opened for change → one line of JSON, `{"open","field":{"p50","p95"},"cell":{…},"computed":{…}}`.
// Units:  milliseconds from the browser's time of the key event to the moment after the frame that shows what was typed; for
//         `computed`, to the frame that shows a formula of the same row with its new value.
import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(import.meta.dirname, "../../designer-web/package.json"))("@playwright/test");
const [url, username, password] = process.argv.slice(2);
const PRESSES = 120;
const ROWS = 500;

const decimal = (label) => ({ type: "string", "x-field": { kind: "decimal", scale: 2, labels: { "zh-CN": label } } });
const formula = (label, text) => ({
  type: "string",
  "x-field": { kind: "formula", formula: text, scale: 2, labels: { "zh-CN": label } },
});
const entity = (key, head, properties) => ({
  type: "object",
  required: [],
  "x-entity": { format: 1, key, app: "bench", labels: { "zh-CN": key }, ...head },
  properties,
});
const names = Array.from({ length: 297 }, (_, i) => `field_${i}`);
const columns = Array.from({ length: 9 }, (_, i) => `column_${i}`);
const place = (field) => ({ type: "field", field });

const line = entity("bench_line", { parent: "bench_order" }, {
  ...Object.fromEntries(columns.map((name, i) => [name, decimal(`列 ${i}`)])),
  net: formula("净额", "ROUND({column_0}*{column_1},2)"),
  tax: formula("税额", "ROUND({net}*0.13,2)"),
  gross: formula("含税", "{net}+{tax}"),
});
const order = entity("bench_order", { title: "title" }, {
  title: { type: "string", "x-field": { kind: "text", labels: { "zh-CN": "标题" } } },
  ...Object.fromEntries(names.map((name, i) => [name, decimal(`数 ${i}`)])),
  total: formula("合计", "SUM({lines.gross})"),
  lines: { type: "array", "x-field": { kind: "sub_table", target: "bench_line", labels: { "zh-CN": "明细" } } },
});
const rowColumns = Object.keys(line.properties).map((field) => ({ field }));
const form = {
  format: 1,
  key: "bench_form",
  app: "bench",
  entity: "bench_order",
  main: true,
  layout: [
    { ...place("lines"), rows: { columns: rowColumns } },
    { type: "section", key: "all", columns: 2, blocks: ["title", ...names, "total"].map(place) },
  ],
  rules: names.slice(0, 100).map((name, i) => ({
    key: `rule_${i}`,
    when: { field: name, op: "gt", value: "100" },
    require: [names[i + 100]],
  })),
};
const view = { format: 1, key: "bench_orders", app: "bench", entity: "bench_order", labels: {}, type: "table", columns: ["title"] };
const app = { format: 1, key: "bench", version: "1.0.0", labels: { "zh-CN": "测" }, navigation: ["bench_orders"] };

const browser = await chromium.launch({
  executablePath: process.env.FORMWORK_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });

async function ask(method, path, data) {
  const answer = await page.request.fetch(`${url}/api/v1${path}`, { method, data, headers: { "X-Formwork": "1" }, timeout: 120_000 });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json().catch(() => null);
}

await ask("POST", "/session", { username, password });
const drafts = [];
for (const [kind, body] of [["entity", line], ["entity", order], ["form", form], ["view", view], ["app", app]]) {
  const key = body["x-entity"]?.key ?? body.key;
  await ask("PUT", `/definitions/${kind}/${key}/draft`, body);
  drafts.push({ kind, key });
}
await ask("POST", "/publish", { drafts });
const cells = (row) => Object.fromEntries(columns.map((name, i) => [name, `${row + i}.50`]));
const made = await ask("POST", "/entities/bench_order/records", {
  title: "一张大单",
  ...Object.fromEntries(names.map((name, i) => [name, `${i}.25`])),
  lines: Array.from({ length: ROWS }, (_, row) => cells(row)),
});

const began = performance.now();
await page.goto(`${url}/record/bench_order/${made.id}?panel=edit`);
await page.locator("#field-field_0").waitFor({ timeout: 120_000 });
await page.waitForLoadState("networkidle");
const open = performance.now() - began;
await page.evaluate(() => {
  window.painted = [];
  const channel = new MessageChannel();
  let pressed = 0;
  channel.port1.onmessage = () => {
    window.painted.push(performance.now() - pressed);
    window.told?.();
  };
  // Waits without asking again and again, which would take time from what is measured.
  window.until = (count) =>
    new Promise((resolve) => {
      window.told = () => window.painted.length >= count && resolve();
      window.told();
    });
  addEventListener(
    "keydown",
    (event) => {
      pressed = event.timeStamp;
      // What is posted from a frame comes after it was painted.
      requestAnimationFrame(() => channel.port2.postMessage(null));
    },
    true,
  );
});

const quantiles = (sorted) => ({ p50: sorted[Math.floor(sorted.length * 0.5)], p95: sorted[Math.floor(sorted.length * 0.95)] });

/** How long it takes until a computed cell of the same row follows. */
async function follow(id, computed) {
  const input = page.locator(`[id="field-${id}"]`);
  await input.click();
  await page.evaluate((place) => {
    const followed = new MessageChannel();
    window.followed = [];
    let pressed = 0;
    addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
    followed.port1.onmessage = () => {
      window.followed.push(performance.now() - pressed);
      window.seen?.();
    };
    new MutationObserver(() => requestAnimationFrame(() => followed.port2.postMessage(null))).observe(
      document.querySelector(`[data-place="${place}"]`),
      { subtree: true, childList: true, characterData: true },
    );
    window.untilFollowed = (count) =>
      new Promise((resolve) => {
        window.seen = () => window.followed.length >= count && resolve();
        window.seen();
      });
  }, computed);
  await page.keyboard.press("End");
  for (let count = 0; count < PRESSES; count++) {
    await page.keyboard.press(count % 2 === 1 ? "Backspace" : String(1 + (count % 9)));
    await page.evaluate((wanted) => window.untilFollowed(wanted), count + 1);
  }
  return quantiles((await page.evaluate(() => window.followed)).sort((a, b) => a - b));
}

async function press(id) {
  const input = page.locator(`[id="field-${id}"]`);
  await input.scrollIntoViewIfNeeded();
  await input.click();
  await page.evaluate(() => {
    window.painted = [];
  });
  for (let count = 0; count < PRESSES; count++) {
    // Numbers of two digits, typed anew: each key is another value.
    await page.keyboard.press(count % 3 === 2 ? "Backspace" : String(1 + (count % 9)));
    await page.evaluate((wanted) => window.until(wanted), count + 1);
  }
  const times = (await page.evaluate(() => window.painted)).sort((a, b) => a - b);
  return quantiles(times);
}

const before = await page.locator('[data-place="total"]').textContent();
const cell = await press("lines/3/column_0");
const after = await page.locator('[data-place="total"]').textContent();
if (before === after) throw new Error(`the total did not follow the cells: ${after}`);
const computed = await follow("lines/4/column_0", "lines/4/net");
const field = await press("field_3");
console.log(JSON.stringify({ open, field, cell, computed }));
await browser.close();
