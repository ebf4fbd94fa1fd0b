//! One entity with a field of every kind, and the entities it refers to.

use serde_json::{Value as Json, json};

use crate::world::entity;

/// `place`, `part` (rows), `specimen` and `visit` (its children).
pub(crate) fn specimen() -> Vec<Json> {
    let choices = json!([{ "key": "A", "labels": { "zh-CN": "甲" } }, { "key": "B", "labels": { "zh-CN": "乙" } },
                         { "key": "C", "labels": { "zh-CN": "丙" } }]);
    vec![
        entity(
            "place",
            json!({ "title": "name" }),
            &["name"],
            json!({ "name": { "kind": "text" }, "rank": { "kind": "integer" } }),
        ),
        entity(
            "part",
            json!({ "parent": "specimen", "owner": false }),
            &[],
            json!({
                "product": { "kind": "text" }, "quantity": { "kind": "integer" }, "price": { "kind": "decimal" },
                "sum": { "kind": "formula", "formula": "{quantity} * {price}", "scale": 2 },
            }),
        ),
        entity(
            "visit",
            json!({}),
            &[],
            json!({
                "about": { "kind": "reference", "target": "specimen", "on_delete": "with_parent" },
                "cost": { "kind": "decimal" }, "done": { "kind": "boolean" }, "day": { "kind": "date" },
            }),
        ),
        entity(
            "specimen",
            json!({ "title": "code" }),
            &["code"],
            json!({
                "code": { "kind": "text", "unique": true },
                "word": { "kind": "text", "search": true },
                "prose": { "kind": "long_text", "search": true },
                "whole": { "kind": "integer" },
                "exact": { "kind": "decimal" },
                "price": { "kind": "money" },
                "share": { "kind": "percent" },
                "flag": { "kind": "boolean" },
                "day": { "kind": "date" },
                "hour": { "kind": "time" },
                "moment": { "kind": "datetime" },
                "level": { "kind": "choice", "options": choices },
                "likes": { "kind": "multi_choice", "options": choices },
                "labels": { "kind": "tags" },
                "person": { "kind": "user" },
                "unit": { "kind": "department" },
                "place": { "kind": "reference", "target": "place" },
                "places": { "kind": "references", "target": "place", "on_delete": "clear" },
                "parts": { "kind": "sub_table", "target": "part" },
                "phone": { "kind": "phone" },
                "mail": { "kind": "email" },
                "site": { "kind": "url" },
                "home": { "kind": "address" },
                "number": { "kind": "auto_number", "pattern": "S{0000}" },
                "double": { "kind": "formula", "formula": "{exact} * 2", "scale": 2 },
                "shout": { "kind": "formula", "formula": "UPPER({word})" },
                "total": { "kind": "formula", "formula": "SUM({parts.sum})", "scale": 2 },
                "place_name": { "kind": "lookup", "via": "place.name" },
                "visits": { "kind": "roll_up", "target": "visit", "via": "about", "measure": { "op": "count" } },
                "cost": { "kind": "roll_up", "target": "visit", "via": "about", "measure": { "op": "sum", "field": "cost" },
                          "filter": { "field": "done", "op": "eq", "value": true } },
            }),
        ),
    ]
}
