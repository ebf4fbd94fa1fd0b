//! Definitions that tests publish: one entity with a field of every kind, and the entities it refers to.

use serde_json::{Map, Value as Json, json};

/// An entity's definition; fields get labels of their own key.
#[expect(clippy::needless_pass_by_value, reason = "callers write the value in the call")]
pub fn entity(key: &str, annotation: Json, required: &[&str], fields: Json) -> Json {
    let mut about = json!({ "format": 1, "key": key, "labels": { "zh-CN": key, "en": key } });
    merge(&mut about, annotation);
    let mut properties = Map::new();
    for (name, annotation) in fields.as_object().expect("fields").clone() {
        let mut annotation = annotation.as_object().expect("an annotation").clone();
        let mut property = match annotation.remove("schema") {
            Some(Json::Object(schema)) => schema,
            _ => Map::new(),
        };
        annotation.insert("labels".into(), json!({ "zh-CN": name }));
        property.insert("x-field".into(), Json::Object(annotation));
        properties.insert(name, Json::Object(property));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "x-entity": about, "required": required, "properties": properties,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "callers write the value in the call")]
fn merge(into: &mut Json, more: Json) {
    for (key, value) in more.as_object().cloned().unwrap_or_default() {
        into[key] = value;
    }
}

/// `place`, `part` (rows), `specimen` and `visit` (its children).
pub fn specimen() -> Vec<Json> {
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
        entity("specimen", json!({ "title": "code" }), &["code"], fields(&choices)),
    ]
}

/// The fields of the specimen: what people write, then what is computed.
fn fields(choices: &Json) -> Json {
    let mut fields = json!({
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
    });
    merge(
        &mut fields,
        json!({
            "stars": { "kind": "rating" },
            "spent": { "kind": "duration" },
            "card": { "kind": "id_number" },
        "region": { "kind": "cascader", "options": [{ "key": "gd" }, { "key": "sz", "parent": "gd" }, { "key": "ns", "parent": "sz" },
                    { "key": "ft", "parent": "sz" }, { "key": "hn" }] },
        "story": { "kind": "rich_text", "search": true },
        "extra": { "kind": "json" },
        "crew": { "kind": "users" },
        "period": { "kind": "date_range" },
        "point": { "kind": "geo_point" },
        }),
    );
    merge(
        &mut fields,
        json!({
            "number": { "kind": "auto_number", "pattern": "S{0000}" },
            "double": { "kind": "formula", "formula": "{exact} * 2", "scale": 2 },
            "shout": { "kind": "formula", "formula": "UPPER({word})" },
            "total": { "kind": "formula", "formula": "SUM({parts.sum})", "scale": 2 },
            "place_name": { "kind": "lookup", "via": "place.name" },
            "visits": { "kind": "roll_up", "target": "visit", "via": "about", "measure": { "op": "count" } },
            "cost": { "kind": "roll_up", "target": "visit", "via": "about", "measure": { "op": "sum", "field": "cost" },
                      "filter": { "field": "done", "op": "eq", "value": true } },
        }),
    );
    fields
}
