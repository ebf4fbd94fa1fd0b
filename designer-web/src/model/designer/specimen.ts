/** A design for tests: a few fields, a section, a sub-table, a rule. */
import { type DesignDraft, SCHEMA } from "./documents";
import type { Naming } from "./palette";

export const naming: Naming = (text, number) => ({
  "zh-CN": number === undefined ? `新${text}` : `新${text}${number}`,
});

const field = (kind: "text" | "decimal" | "choice" | "formula", label: string, more: object = {}) => ({
  "x-field": { kind, labels: { "zh-CN": label }, ...more },
});

export function specimen(): DesignDraft {
  return {
    entity: {
      $schema: SCHEMA,
      type: "object",
      required: ["name"],
      "x-entity": { format: 1, key: "order", labels: { "zh-CN": "订单" }, title: "name" },
      properties: {
        name: field("text", "名称"),
        amount: field("decimal", "金额"),
        level: field("choice", "等级", { options: [{ key: "a", labels: { "zh-CN": "甲" } }] }),
        total: field("formula", "合计", { formula: "SUM({items.price}) + {amount}" }),
        items: { "x-field": { kind: "sub_table", labels: { "zh-CN": "明细" }, target: "order_items" } },
      },
    },
    rows: {
      order_items: {
        type: "object",
        required: [],
        "x-entity": { format: 1, key: "order_items", labels: { "zh-CN": "明细" }, parent: "order" },
        properties: { item: field("text", "品名"), price: field("decimal", "单价") },
      },
    },
    form: {
      format: 1,
      key: "order",
      entity: "order",
      main: true,
      layout: [
        { type: "field", field: "name" },
        {
          type: "section",
          key: "basic",
          columns: 2,
          blocks: [
            { type: "field", field: "amount" },
            { type: "field", field: "level" },
          ],
        },
        { type: "field", field: "items", rows: { columns: [{ field: "item" }, { field: "price" }] } },
        { type: "field", field: "total" },
      ],
      rules: [{ key: "big", when: { field: "amount", op: "gt", value: "10" }, require: ["level"], show: ["basic"] }],
    },
    roles: {
      sales: { key: "sales", labels: { "zh-CN": "销售" }, entities: { order: { actions: { view: "all" } } } },
    },
  };
}
