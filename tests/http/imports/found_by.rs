//! Every kind of field by which a file can name a record: as the business key of its rows, and in a column of references.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, entity};

/// Kinds whose values find records.
const KINDS: [&str; 21] = [
    "a_text",
    "a_integer",
    "a_decimal",
    "a_money",
    "a_percent",
    "a_boolean",
    "a_date",
    "a_time",
    "a_datetime",
    "a_choice",
    "a_user",
    "a_department",
    "a_reference",
    "a_phone",
    "a_email",
    "a_url",
    "a_number",
    "a_joined",
    "a_sum",
    "a_next_day",
    "a_count",
];
/// Kinds whose values do not: several values, several parts, none that is kept, or one that changes with the clock.
const NOT: [&str; 8] =
    ["a_long_text", "a_multi_choice", "a_tags", "a_references", "a_address", "a_lookup", "a_age", "a_file"];

fn definitions() -> Vec<(&'static str, Json)> {
    let options = json!([{ "key": "gold", "labels": { "zh-CN": "金牌" } }, { "key": "tin", "labels": { "zh-CN": "普通" } }]);
    let maker =
        entity("maker", &json!({ "title": "name" }), &["name"], &json!({ "name": { "kind": "text" } }));
    let mut fields = json!({
        "a_text": { "kind": "text" }, "a_integer": { "kind": "integer" }, "a_decimal": { "kind": "decimal", "scale": 2 },
        "a_money": { "kind": "money" }, "a_percent": { "kind": "percent", "scale": 4 }, "a_boolean": { "kind": "boolean" },
        "a_date": { "kind": "date" }, "a_time": { "kind": "time" }, "a_datetime": { "kind": "datetime" },
        "a_choice": { "kind": "choice", "options": options }, "a_user": { "kind": "user" }, "a_department": { "kind": "department" },
        "a_reference": { "kind": "reference", "target": "maker", "on_delete": "clear" },
        "a_phone": { "kind": "phone" }, "a_email": { "kind": "email" }, "a_url": { "kind": "url" },
        "a_number": { "kind": "auto_number", "pattern": "D{0000}" }, "a_joined": { "kind": "formula", "formula": "{a_text} & \"-\" & {a_integer}" },
        "a_sum": { "kind": "formula", "scale": 2, "formula": "{a_integer} + {a_decimal}" }, "a_next_day": { "kind": "formula", "formula": "{a_date} + 1" },
        "a_count": { "kind": "roll_up", "target": "visit", "via": "device", "measure": { "op": "count" } },
        "a_long_text": { "kind": "long_text" }, "a_multi_choice": { "kind": "multi_choice", "options": options }, "a_tags": { "kind": "tags" },
        "a_references": { "kind": "references", "target": "maker", "on_delete": "clear" }, "a_address": { "kind": "address" },
        "a_lookup": { "kind": "lookup", "via": "a_reference.name" }, "a_age": { "kind": "formula", "formula": "TODAY() - {a_date}" },
        "a_file": { "kind": "attachment" }, "note": { "kind": "text" },
    });
    let mut definitions = vec![("entity", maker)];
    // A computed field is filled by a column only where it is the entity's business key.
    for key in ["a_number", "a_joined", "a_sum", "a_next_day"] {
        let about = json!({ "title": "a_text", "key_fields": [key] });
        definitions.push(("entity", entity(&format!("by{key}"), &about, &[], &without(&fields, "a_count"))));
    }
    fields["device"] = json!({ "kind": "reference", "target": "device", "on_delete": "clear" });
    let device = without(&fields, "device");
    definitions.push(("entity", entity("device", &json!({ "title": "a_text" }), &[], &device)));
    let visit = json!({ "about": { "kind": "text" }, "device": fields["device"] });
    definitions.push(("entity", entity("visit", &json!({ "title": "about" }), &[], &visit)));
    definitions
}

fn without(fields: &Json, key: &str) -> Json {
    let mut fields = fields.clone();
    fields.as_object_mut().expect("fields").remove(key);
    fields
}

/// What a device holds, by the ids of whoever it names.
fn held(ids: &[Json; 3], second: bool) -> Json {
    let [user, department, maker] = ids;
    if second {
        return json!({ "a_text": "乙", "a_integer": 8, "a_decimal": "1.50", "a_money": { "amount": "1.00", "currency": "CNY" }, "a_percent": "0.0600",
            "a_boolean": false, "a_date": "2026-03-06", "a_time": "09:31", "a_datetime": "2026-03-05T02:01:00Z", "a_choice": "tin",
            "a_phone": "13812345672", "a_email": "b@example.com", "a_url": "https://example.com/b" });
    }
    json!({ "a_text": "甲", "a_integer": 7, "a_decimal": "1.50", "a_money": { "amount": "68000.00", "currency": "CNY" }, "a_percent": "0.0500",
        "a_boolean": true, "a_date": "2026-03-05", "a_time": "09:30", "a_datetime": "2026-03-05T02:00:00Z", "a_choice": "gold", "a_user": user,
        "a_department": department, "a_reference": maker, "a_phone": "13812345671", "a_email": "a@example.com", "a_url": "https://example.com/a" })
}

/// The first device's value as a person writes it.
fn written(key: &str, made: &Json) -> String {
    let text = match key {
        "a_text" => "甲",
        "a_integer" => "７",
        "a_decimal" => "1.5",
        "a_money" => "¥6.8万",
        "a_percent" => "5%",
        "a_boolean" => "是",
        "a_date" => "2026年3月5日",
        "a_time" => "9:30",
        "a_datetime" => "2026-03-05 10:00",
        "a_choice" => "金牌",
        "a_user" => "wangwei",
        "a_department" => "销售部",
        "a_reference" => "海天",
        "a_phone" => "+86 138 1234 5671",
        "a_email" => "a@Example.COM",
        "a_url" => "https://example.com/a",
        "a_number" => made["a_number"].as_str().expect("a number"),
        "a_joined" => "甲-7",
        "a_sum" => "8.5",
        "a_next_day" => "2026/3/6",
        _ => "1",
    };
    text.to_owned()
}

async fn ids(desk: &Desk) -> [Json; 3] {
    desk.person("wangwei", &[]).await;
    let users = desk.admin.get("/api/v1/users?q=wangwei").await.expect(200);
    let user = users["items"].as_array().expect("users").iter().find(|user| user["username"] == "wangwei");
    let department = desk.admin.post("/api/v1/departments", json!({ "name": "销售部" })).await.expect(201);
    let maker = desk.create("maker", json!({ "name": "海天" })).await;
    [user.expect("the user")["id"].clone(), department["id"].clone(), maker["id"].clone()]
}

on_both_databases! {
    async fn a_reference_is_found_by_every_kind_with_one_value(installation: Installation) {
        let desk = Desk::open(installation).await;
        desk.publish(&definitions()).await;
        let ids = ids(&desk).await;
        let made = desk.create("device", held(&ids, false)).await;
        // What differs is found: of all this only the decimal is the same.
        let mut other = held(&ids, true);
        other["a_decimal"] = json!("2.50");
        desk.create("device", other).await;
        desk.create("visit", json!({ "about": "初访", "device": made["id"] })).await;
        for key in KINDS {
            let list = format!("事由,设备\n回访,\"{}\"\n再访,查无此物\n", written(key, &made));
            let mut job = desk.import("visit", "visits.csv", list).await;
            job.map(json!({ "columns": [{ "column": 0, "field": "about" }, { "column": 1, "field": "device", "lookup": key }] })).await;
            let rows = job.rows("").await;
            assert_eq!((&rows[1]["values"]["device"], &rows[1]["state"]), (&made["id"], &json!("new")), "{key}: {rows:?}");
            assert_eq!((&rows[2]["state"], &rows[2]["issues"][0]["code"]), (&json!("refused"), &json!("not_found")), "{key}");
        }
        let job = desk.import("visit", "visits.csv", "事由,设备\n回访,甲\n").await;
        for key in NOT {
            let columns = json!([{ "column": 0, "field": "about" }, { "column": 1, "field": "device", "lookup": key }]);
            let refused = desk.admin.patch(&job.path, json!({ "columns": columns })).await;
            assert_eq!(refused.issues(), [("/columns/1/lookup".to_owned(), "bad_lookup".to_owned())], "{key}");
        }
    }

    async fn a_row_finds_its_record_by_every_kind_with_one_value(installation: Installation) {
        let desk = Desk::open(installation).await;
        desk.publish(&definitions()).await;
        let ids = ids(&desk).await;
        for key in KINDS.into_iter().filter(|key| *key != "a_count") {
            let computed = matches!(key, "a_number" | "a_joined" | "a_sum" | "a_next_day");
            let entity = if computed { format!("by{key}") } else { "device".to_owned() };
            let made = match desk.records(&entity).await.first() {
                Some(first) => first.clone(),
                None => {
                    let made = desk.create(&entity, held(&ids, false)).await;
                    desk.create(&entity, held(&ids, true)).await;
                    made
                }
            };
            // Decimals are alike on both, and so is the sum no key of one.
            let list = format!("键,说明\n\"{}\",由{key}找到\n", written(key, &made));
            let mut job = desk.import(&entity, "devices.csv", list).await;
            job.map(json!({ "columns": [{ "column": 0, "field": key }, { "column": 1, "field": "note" }], "key": [key] })).await;
            let rows = job.rows("").await;
            let state = if key == "a_decimal" { "refused" } else { "update" };
            assert_eq!(rows[1]["state"], state, "{key}: {rows:?}");
            if state == "update" {
                job.apply().await;
                let after = desk.records(&entity).await;
                assert_eq!(after[0]["note"], format!("由{key}找到"), "{key}");
                assert_eq!(after[1]["note"], Json::Null, "{key}");
            }
        }
        let job = desk.import("device", "devices.csv", "键,说明\n甲,无\n").await;
        for key in ["a_long_text", "a_multi_choice", "a_tags", "a_references", "a_address"] {
            let columns = json!([{ "column": 0, "field": key }, { "column": 1, "field": "note" }]);
            let refused = desk.admin.patch(&job.path, json!({ "columns": columns, "key": [key] })).await;
            assert_eq!(refused.issues(), [("/key/0".to_owned(), "bad_key".to_owned())], "{key}");
        }
    }
}
