/** An installation with a designed form: repairs, in three steps, with parts and what holds between them. */
import type { Page } from "@playwright/test";
import { Workshop } from "./designing";

const zh = (text: string) => ({ "zh-CN": text });
const field = (kind: string, label: string, more: object = {}) => ({ "x-field": { kind, labels: zh(label), ...more } });
const place = (name: string, more: object = {}) => ({ type: "field", field: name, ...more });

const LEVELS = [
  { key: "low", labels: zh("不急") },
  { key: "high", labels: zh("紧急") },
];

const PART = {
  name: field("text", "配件"),
  count: { type: "integer", ...field("integer", "数量") },
  price: { type: "string", ...field("decimal", "单价", { scale: 2 }) },
  amount: { type: "string", ...field("formula", "金额", { formula: "{count} * {price}", scale: 2 }) },
};

const CLIENT = { name: field("text", "名称"), phone: field("phone", "电话") };

const REPAIR = {
  title: field("text", "标题"),
  client: field("reference", "客户", { target: "client" }),
  phone: field("phone", "联系电话"),
  level: field("choice", "紧急程度", { options: LEVELS }),
  day: field("date", "希望日期"),
  site: field("text", "地点"),
  note: field("long_text", "情况说明"),
  budget: { type: "string", ...field("decimal", "预算", { scale: 2 }) },
  total: { type: "string", ...field("formula", "合计", { formula: "SUM({parts.amount})", scale: 2 }) },
  parts: { type: "array", ...field("sub_table", "配件明细", { target: "part" }) },
  state: field("text", "受理意见"),
};

export const REPAIR_FORM = {
  format: 1,
  key: "repair_form",
  entity: "repair",
  main: true,
  labels: zh("报修"),
  description: zh("当天 18:00 前提交的，第二天上午安排。"),
  submit: zh("提交报修"),
  layout: [
    {
      type: "steps",
      key: "steps",
      panels: [
        {
          key: "what",
          labels: zh("报修内容"),
          blocks: [
            {
              type: "section",
              key: "basics",
              labels: zh("基本情况"),
              columns: 2,
              blocks: [
                place("title", { span: 2, required: true, placeholder: zh("例如：三楼空调不制冷") }),
                place("client", { span: 2 }),
                place("phone", { phone: "half", fill: "client.phone" }),
                place("level", { phone: "half", default: "low" }),
                place("day", { help: zh("紧急的一定要填") }),
                place("site"),
              ],
            },
            { type: "text", key: "hurry", labels: zh("紧急报修会立即电话联系您，请保持电话畅通。"), tone: "warning" },
            {
              type: "section",
              key: "more",
              labels: zh("补充说明"),
              collapsible: true,
              collapsed: true,
              blocks: [place("note")],
            },
          ],
        },
        {
          key: "parts_page",
          labels: zh("配件与费用"),
          blocks: [
            place("parts", {
              rows: {
                most: 40,
                columns: [
                  { field: "name", required: true },
                  { field: "count", default: 1 },
                  { field: "price" },
                  { field: "amount" },
                ],
              },
            }),
            { type: "section", key: "money", columns: 2, blocks: [place("budget"), place("total")] },
          ],
        },
        {
          key: "check_page",
          labels: zh("确认"),
          blocks: [
            { type: "text", key: "mind", labels: zh("提交前请核对联系电话和配件。"), tone: "info" },
            place("state", { readonly: true }),
          ],
        },
      ],
    },
  ],
  rules: [{ key: "urgent", when: { field: "level", op: "eq", value: "high" }, show: ["hurry"], require: ["day"] }],
  checks: [
    {
      key: "within",
      formula: "IF(ISBLANK({budget}), TRUE, {total} <= {budget})",
      message: { "zh-CN": "配件合计超过了预算", en: "the parts cost more than the budget" },
      fields: ["budget"],
    },
  ],
};

const entity = (key: string, label: string, properties: object, head: object = {}) => ({
  type: "object",
  required: [],
  "x-entity": { format: 1, key, labels: zh(label), ...head },
  properties,
});

/** Serves it, with the list 报修单 of the app 报修. */
export async function repairs(page: Page): Promise<Workshop> {
  const workshop = await Workshop.open(page);
  const view = {
    format: 1,
    key: "repairs",
    app: "repairs",
    entity: "repair",
    labels: zh("报修单"),
    type: "table",
    columns: ["title", "level", "total"],
  };
  const app = { format: 1, key: "repairs", labels: zh("报修"), version: "1.0.0", navigation: ["repairs"] };
  const documents: [string, string, object][] = [
    ["entity", "client", entity("client", "客户", CLIENT, { title: "name", app: "repairs" })],
    ["entity", "part", entity("part", "配件", PART, { parent: "repair", app: "repairs" })],
    ["entity", "repair", entity("repair", "报修单", REPAIR, { title: "title", app: "repairs" })],
    ["form", "repair_form", { ...REPAIR_FORM, app: "repairs" }],
    ["view", "repairs", view],
    ["app", "repairs", app],
  ];
  for (const [kind, key, body] of documents) await workshop.ask("PUT", `/definitions/${kind}/${key}/draft`, body);
  await workshop.ask("POST", "/publish", { drafts: documents.map(([kind, key]) => ({ kind, key })) });
  return workshop;
}

export const NEW_REPAIR = "/app/repairs/repairs?panel=new";
