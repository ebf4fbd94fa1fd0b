//! Forms made up at random, over one entity with a field of most kinds.
//!
//! Shape:  which fields lie on the form, rules from earlier fields to later ones (so that there is no cycle), formulas and
//!         checks from a list, answers and edits, sensible and not.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value as Json, json};

use super::cases::{bundle, travelling};

/// A form and what somebody does with it.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    form: Json,
    answers: Map<String, Json>,
    now: &'static str,
    zone: &'static str,
    /// What is done, step by step.
    pub edits: Vec<Vec<Json>>,
}

impl Random {
    /// What opens it.
    pub(crate) fn question(&self) -> Json {
        let context = json!({ "now": self.now, "zone": self.zone });
        json!({ "open": {
            "bundle": bundle(&entities(), &self.form, &context),
            "context": travelling(&context),
            "answers": self.answers,
            "language": "en",
        }})
    }
}

/// Fields that may be asked for, in the order in which rules may reach from one to another.
const FIELDS: [&str; 12] =
    ["name", "count", "price", "cost", "share", "agreed", "day", "moment", "at", "level", "tags", "mail"];
const COLUMNS: [&str; 3] = ["label", "amount", "unit"];

fn entities() -> Json {
    let field = |kind: &str, more: Json| {
        let types = match kind {
            "integer" => "integer",
            "boolean" => "boolean",
            "money" => "object",
            "tags" | "sub_table" => "array",
            _ => "string",
        };
        let mut field = json!({ "type": types, "x-field": { "kind": kind } });
        for (key, value) in more.as_object().into_iter().flatten() {
            match key.as_str() {
                "pattern" | "maxLength" => field[key] = value.clone(),
                _ => field["x-field"][key] = value.clone(),
            }
        }
        field
    };
    let options = json!({ "options": [
        { "key": "a", "labels": { "zh-CN": "甲", "en": "Alpha" } }, { "key": "b" }, { "key": "c", "active": false },
    ]});
    let head = |entity: Json, properties: Json| {
        json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "x-entity": entity, "properties": properties })
    };
    json!([
        head(
            json!({ "format": 1, "key": "deal" }),
            json!({
                "name": field("text", json!({ "pattern": r"^[\p{Han}\w ]*$", "maxLength": 12 })),
                "count": field("integer", json!({ "min": 0, "max": 1000 })),
                "price": field("decimal", json!({ "scale": 3 })),
                "cost": field("money", json!({})),
                "share": field("percent", json!({})),
                "agreed": field("boolean", json!({})),
                "day": field("date", json!({})),
                "moment": field("datetime", json!({})),
                "at": field("time", json!({})),
                "level": field("choice", options),
                "tags": field("tags", json!({})),
                "mail": field("email", json!({})),
                "total": field("formula", json!({ "formula": "SUM({lines.sum})+{count}*{price}" })),
                "lines": field("sub_table", json!({ "target": "line" })),
            })
        ),
        head(
            json!({ "format": 1, "key": "line", "parent": "deal" }),
            json!({
                "label": field("text", json!({})),
                "amount": field("decimal", json!({ "scale": 2 })),
                "unit": field("choice", json!({ "options": [{ "key": "kg" }, { "key": "m" }] })),
                "sum": field("formula", json!({ "formula": "ROUND({amount}*1.13,2)" })),
            })
        ),
    ])
}

fn value() -> impl Strategy<Value = Json> {
    let texts = select(vec![
        "",
        "  张三 ",
        "e\u{301}",
        "ﾊﾝｶｸ",
        "Ａ１２",
        "a",
        "b",
        "c",
        "kg",
        "12.50",
        "-0.005",
        "１２",
        "1e3",
        "2026-02-29",
        "2026-11-02",
        "0001-01-01",
        "2026-11-02T02:30:00Z",
        "2026-03-29T02:30:00+01:00",
        "23:59",
        "24:00",
        "A@Ｅxample.com",
        "x@y.cn",
        "\u{1100}\u{1161}\u{11a8}",
        "\u{0}\u{feff}x",
        "ſtraße",
        "99999999999999999999",
        "0.125",
    ]);
    prop_oneof![
        6 => texts.prop_map(Json::from),
        2 => (-5_i64..2000).prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => Just(Json::Null),
        1 => (-99_999_i64..99_999).prop_map(|n| json!({ "amount": format!("{}.{:02}", n / 100, n.abs() % 100), "currency": "CNY" })),
        1 => select(vec![json!([]), json!({}), json!(["a", "b", "a"]), json!(1.5), json!(-1e300), json!([{ "amount": "3" }, 7])]),
        1 => ".{0,6}".prop_map(Json::from),
    ]
}

fn row() -> impl Strategy<Value = Map<String, Json>> {
    vec((select(COLUMNS.to_vec()), value()), 0..3)
        .prop_map(|cells| cells.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn edit() -> impl Strategy<Value = Json> {
    prop_oneof![
        (select(FIELDS.to_vec()), value())
            .prop_map(|(field, value)| json!({ "field": { "field": field, "value": value } })),
        select(FIELDS.to_vec()).prop_map(|field| json!({ "field": { "field": field } })),
        (0_usize..5, select(COLUMNS.to_vec()), value()).prop_map(|(row, field, value)| json!({
            "cell": { "table": "lines", "row": row, "field": field, "value": value } })),
        (0_usize..5, vec(row(), 1..3))
            .prop_map(|(at, rows)| json!({ "insert": { "table": "lines", "at": at, "rows": rows } })),
        (0_usize..4).prop_map(|row| json!({ "remove": { "table": "lines", "row": row } })),
        (0_usize..4, 0_usize..4)
            .prop_map(|(row, to)| json!({ "move": { "table": "lines", "row": row, "to": to } })),
    ]
}

/// A rule from one field to a later one.
fn rule() -> impl Strategy<Value = (usize, usize, u8, u8)> {
    (0..FIELDS.len() - 1, 1..FIELDS.len(), 0_u8..8, 0_u8..5)
}

fn written(index: usize, (from, to, condition, effect): (usize, usize, u8, u8)) -> Option<Json> {
    let (source, target) = (FIELDS[from], FIELDS.get(from + to)?);
    let mut rule = json!({ "key": format!("rule_{index}") });
    match condition {
        0 => rule["when"] = json!({ "field": source, "op": "is_empty" }),
        1 => rule["when"] = json!({ "not": { "field": source, "op": "is_empty" } }),
        2 => rule["formula"] = json!(format!("LEN({{{source}}}&\"\")>3")),
        3 => rule["formula"] = json!("COUNTIF({lines.label},\"*ß?\")>=0"),
        4 => {
            rule["when"] =
                json!({ "field": "day", "op": "gte", "value": { "start_of": "quarter", "shift": -1 } })
        }
        5 => rule["formula"] = json!("TODAY()>DATE(2026,3,1)"),
        _ => {}
    }
    // Rules that read the day or the rows may only reach what lies behind both.
    if matches!(condition, 3 | 4) && from + to < 7 {
        return None;
    }
    match effect {
        0 => rule["show"] = json!([target]),
        1 => (rule["hide"], rule["hidden"]) = (json!([target]), json!("clear_at_once")),
        2 => rule["require"] = json!([target]),
        3 => rule["readonly"] = json!([target]),
        _ => (rule["hide"], rule["hidden"]) = (json!([target]), json!("keep")),
    }
    Some(rule)
}

/// Forms with answers and edits.
pub(crate) fn forms() -> impl Strategy<Value = Random> {
    let layout = (vec(any::<bool>(), FIELDS.len()), vec(rule(), 0..8), 0_u8..4);
    let world = (
        select(vec!["2026-11-02T02:30:00Z", "2026-03-29T00:59:59.5Z", "1969-12-31T23:59:59Z"]),
        select(vec!["Asia/Shanghai", "Europe/Berlin", "America/St_Johns"]),
    );
    let answers = vec((select(FIELDS.to_vec()), value()), 0..8);
    let rows = option::of(vec(row(), 0..4));
    let edits = vec(vec(edit(), 1..3), 0..6);
    (layout, world, answers, rows, edits).prop_map(|((required, rules, checks), (now, zone), answers, rows, edits)| {
        let mut layout: Vec<Json> = FIELDS
            .iter()
            .zip(&required)
            .map(|(field, required)| json!({ "type": "field", "field": field, "required": required }))
            .collect();
        layout[2]["default_formula"] = json!("ROUND({count}/3,3)");
        layout[7]["default_formula"] = json!("NOW()");
        let columns: Vec<Json> = COLUMNS.iter().map(|field| json!({ "field": field })).collect();
        let inner = json!([{ "key": "in_row", "when": { "field": "unit", "op": "eq", "value": "kg" }, "require": ["label"] }]);
        layout.push(json!({ "type": "field", "field": "lines", "rows": { "columns": columns, "rules": inner, "most": 3 } }));
        layout.push(json!({ "type": "field", "field": "total" }));
        let rules: Vec<Json> = rules.into_iter().enumerate().filter_map(|(i, rule)| written(i, rule)).collect();
        let all = [
            json!({ "key": "small", "formula": "{total}<1000", "fields": ["count"], "message": { "en": "too much" } }),
            json!({ "key": "later", "must": { "field": "day", "op": "gt", "value": "2026-01-01" }, "fields": ["day"], "message": { "en": "a day" } }),
            json!({ "key": "text", "formula": "LEN(TEXT({price},\"#,##0.00\"))<6", "message": { "zh-CN": "不行" } }),
        ];
        let form = json!({ "format": 1, "key": "deal_form", "entity": "deal", "layout": layout, "rules": rules,
            "checks": all[..usize::from(checks)] });
        let mut answers: Map<String, Json> =
            answers.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        if let Some(rows) = rows {
            answers.insert("lines".into(), rows.into_iter().map(Json::Object).collect());
        }
        Random { form, answers, now, zone, edits }
    })
}
