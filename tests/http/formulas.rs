//! Writing formulas: the functions there are, the check of a draft, and the trial on records.

use formwork_tests::{Client, entity, on_both_databases};
use serde_json::{Value as Json, json};

fn order() -> Json {
    entity(
        "order",
        json!({ "title": "name" }),
        &[],
        json!({
            "name": { "kind": "text" }, "amount": { "kind": "decimal", "scale": 2 }, "secret": { "kind": "decimal" },
            "note": { "kind": "text", "mask": "all" }, "lines": { "kind": "sub_table", "target": "order_line" },
            "double": { "kind": "formula", "formula": "{amount} * 2" },
        }),
    )
}

fn line() -> Json {
    entity(
        "order_line",
        json!({ "parent": "order" }),
        &[],
        json!({ "item": { "kind": "text" }, "price": { "kind": "decimal", "scale": 2 } }),
    )
}

/// Publishes orders and a role that reads them in part.
async fn publish(admin: &Client) {
    let role = json!({ "format": 1, "key": "reader", "labels": { "zh-CN": "只读" }, "entities": { "order": {
        "actions": { "view": "all" }, "fields": { "secret": "hidden", "note": "masked" } } } });
    let set = [("entity", "order", order()), ("entity", "order_line", line()), ("role", "reader", role)];
    for (kind, key, body) in &set {
        admin.put(&format!("/api/v1/definitions/{kind}/{key}/draft"), body.clone()).await.expect(200);
    }
    let drafts: Vec<Json> = set.iter().map(|(kind, key, _)| json!({ "kind": kind, "key": key })).collect();
    admin.post("/api/v1/publish", json!({ "drafts": drafts })).await.expect(200);
}

async fn check(admin: &Client, body: Json) -> Json {
    admin.post("/api/v1/formulas/check", body).await.expect(200)
}

async fn tried(who: &Client, text: &str) -> Json {
    who.post("/api/v1/formulas/query", json!({ "entity": "order", "text": text })).await.expect(200)
}

on_both_databases! {
    async fn a_formula_is_checked_against_what_is_being_designed(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish(&admin).await;
        let sound = check(&admin, json!({ "entity": "order", "text": "SUM({lines.price}) + {double}" })).await;
        assert_eq!(sound["type"], json!({ "item": "number", "list": false, "label": "number" }));
        assert_eq!(sound["issues"], json!([]));
        assert_eq!(sound["reads"], json!(["double", "lines.price"]));
        let wrong = check(&admin, json!({ "entity": "order", "text": "客户 + {gone}" })).await;
        assert_eq!(wrong["type"], Json::Null, "{wrong}");
        let unknown = check(&admin, json!({ "entity": "order", "text": "{gone} + 1" })).await;
        let issue = &unknown["issues"][0];
        assert_eq!([&issue["code"], &issue["start"], &issue["end"]], [&json!("unknown_field"), &json!(0), &json!(6)]);
        assert!(issue["message"].as_str().is_some_and(|m| m.contains("there is no field")), "{issue}");
        let mut draft = order();
        draft["properties"]["gone"] = json!({ "x-field": { "kind": "integer", "labels": { "zh-CN": "新的" } } });
        let body = json!({ "entity": "order", "text": "{gone} + {double}", "entities": [draft] });
        assert_eq!(check(&admin, body).await["issues"], json!([]));
        let new = entity("fresh", json!({}), &[], json!({ "size": { "kind": "integer" } }));
        let body = json!({ "entity": "fresh", "text": "{size} > 3", "entities": [new] });
        assert_eq!(check(&admin, body).await["type"]["item"], "boolean");
        let in_rows = json!({ "entity": "order", "row": "lines", "text": "{price} * {parent.amount}" });
        assert_eq!(check(&admin, in_rows).await["issues"], json!([]));
        let not_there = json!({ "entity": "order", "row": "lines", "text": "{amount}" });
        assert_eq!(check(&admin, not_there).await["issues"][0]["code"], "unknown_field");
        admin.post("/api/v1/formulas/check", json!({ "entity": "nothing", "text": "1" })).await.refused(404, "not_found");
        let other = json!({ "entity": "order", "text": "1", "entities": [{ "x-entity": { "key": "A B" } }] });
        assert_eq!(admin.post("/api/v1/formulas/check", other).await.issues()[0].1, "bad_key");
    }

    async fn a_formula_is_tried_on_what_its_author_may_read(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish(&admin).await;
        let body = json!({ "username": "reader", "name": "reader", "password": "horse battery staple", "role_keys": ["reader"] });
        admin.post("/api/v1/users", body).await.expect(201);
        let reader = server.with_token(&installation.token("reader"));
        // Refused before anything is read: the same for no records and many.
        for round in 0..2 {
            for hidden in ["{secret} + 1", "{note} & \"x\""] {
                let asked = json!({ "entity": "order", "text": hidden });
                reader.post("/api/v1/formulas/query", asked).await.refused(403, "hidden_field");
            }
            let known = tried(&reader, "{amount} * 2").await;
            assert_eq!(known["items"].as_array().expect("items").len(), if round == 0 { 0 } else { 5 });
            for n in 1..=(if round == 0 { 6 } else { 0 }) {
                let lines = json!([{ "item": "a", "price": "1.50" }, { "item": "b", "price": format!("{n}.00") }]);
                let order = json!({ "name": format!("第{n}单"), "amount": format!("{n}.25"), "secret": "7", "note": "暗", "lines": lines });
                admin.post("/api/v1/entities/order/records", order).await.expect(201);
            }
        }
        let found = tried(&admin, "SUM({lines.price}) + {amount}").await;
        let first = &found["items"][0];
        assert_eq!([&first["title"], &first["value"]], [&json!("第6单"), &json!({ "number": "13.75" })]);
        assert_eq!(tried(&admin, "{secret}").await["items"][4]["value"], json!({ "number": "7" }));
        let failed = tried(&admin, "1 + {amount} / 0").await;
        let error = &failed["items"][0]["error"];
        assert_eq!([&error["code"], &error["start"], &error["end"]], [&json!("#DIV/0!"), &json!(4), &json!(16)], "{failed}");
        let rows = json!({ "entity": "order", "row": "lines", "text": "{price} * {parent.amount}" });
        let rows = admin.post("/api/v1/formulas/query", rows).await.expect(200);
        assert_eq!([&rows["items"][1]["row"], &rows["items"][1]["value"]], [&json!(1), &json!({ "number": "37.5" })]);
        assert_eq!(rows["items"].as_array().map(Vec::len), Some(5));
        let wrong = tried(&admin, "{nothing} +").await;
        assert_eq!([wrong["issues"].as_array().map(Vec::len), wrong["items"].as_array().map(Vec::len)], [Some(1), Some(0)]);
    }

    async fn functions_and_keys_are_told_in_both_languages(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        let chinese = server.with_token(&installation.token(formwork_tests::ADMIN.0)).with_header("accept-language", "zh-CN");
        let sum = async |who: &Client| {
            let all = who.get("/api/v1/formulas/functions").await.expect(200);
            all["items"].as_array().expect("items").iter().find(|f| f["name"] == "SUM").expect("SUM").clone()
        };
        let told = sum(&chinese).await;
        assert_eq!([&told["parameters"], &told["help"]], [&json!(["数字或列表"]), &json!("求和")]);
        assert_eq!(sum(&admin).await["parameters"], json!(["numbers"]));
        let key = async |label: &str| admin.get(&format!("/api/v1/keys?label={label}")).await.expect(200)["key"].clone();
        assert_eq!(key("客户名称").await, "ke_hu_ming_cheng");
        assert_eq!(key("……").await, Json::Null);
    }
}
