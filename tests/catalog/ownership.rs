//! Who owns a definition, who may use it, and who is asked before it goes.

use formwork_tests::{entity, on_both_databases};
use serde_json::{Value as Json, json};

use crate::place::{Place, app, pairs, path};

fn owned(key: &str, app: &str, fields: Json) -> Json {
    entity(key, json!({ "app": app }), &[], fields)
}

fn view(key: &str, app: &str, of: &str, columns: Json) -> Json {
    json!({ "format": 1, "key": key, "app": app, "entity": of, "labels": { "zh-CN": key }, "type": "table", "columns": columns })
}

fn extension(key: &str, app: &str, properties: Json) -> Json {
    let mut body = json!({ "format": 1, "key": key, "extends": "customer", "properties": {} });
    if !app.is_empty() {
        body["app"] = app.into();
    }
    for (name, kind) in properties.as_object().expect("properties") {
        body["properties"][name] = json!({ "x-field": { "kind": kind, "labels": { "zh-CN": name } } });
    }
    body
}

async fn base(place: &Place) {
    place.publish(&[
        ("app", "archive", app("archive", json!([]))),
        ("option_set", "industry", json!({ "format": 1, "key": "industry", "app": "archive", "labels": { "zh-CN": "行业" },
            "options": [{ "key": "it", "labels": { "zh-CN": "软件" } }] })),
        ("entity", "customer", owned("customer", "archive", json!({ "name": { "kind": "text" },
            "industry": { "kind": "choice", "option_set": "industry" } }))),
        ("view", "customers", view("customers", "archive", "customer", json!(["name", "industry"]))),
        ("role", "sales", json!({ "format": 1, "key": "sales", "app": "archive", "labels": { "zh-CN": "销售" },
            "entities": { "customer": { "actions": { "view": "all" }, "fields": { "industry": "readonly" } } } })),
    ]).await;
}

on_both_databases! {
    async fn what_is_used_does_not_go(installation: Installation) {
        let place = Place::start(installation).await;
        base(&place).await;
        let before = place.published().await;
        let usages = async |kind: &str, key: &str| {
            let told = place.admin.get(&path(kind, key, "/usages")).await.expect(200);
            let items = told["items"].as_array().expect("items").iter();
            let mut found: Vec<String> = items.map(|u| format!("{}/{} {}", u["kind"].as_str().unwrap_or_default(),
                u["key"].as_str().unwrap_or_default(), u["pointer"].as_str().unwrap_or_default())).collect();
            found.sort();
            found
        };
        assert_eq!(usages("option_set", "industry").await, ["entity/customer /properties/industry/x-field/option_set"]);
        let of_customer = usages("entity", "customer").await;
        assert_eq!(of_customer, ["role/sales /entities/customer", "role/sales /entities/customer/fields/industry",
            "view/customers /columns/0", "view/customers /columns/1", "view/customers /entity"]);
        for (kind, key) in [("option_set", "industry"), ("entity", "customer")] {
            let refused = place.admin.delete(&path(kind, key, "")).await.refused(409, "in_use");
            assert!(refused.to_string().contains("customer"), "it says who uses it: {refused}");
        }
        // A field goes only when nobody names it.
        let without = owned("customer", "archive", json!({ "name": { "kind": "text" } }));
        place.draft("entity", "customer", without.clone()).await;
        assert_eq!(place.try_publish(&[("entity", "customer")]).await.issues(), pairs(&[
            ("/role/sales/entities/customer/fields/industry", "unknown_field"), ("/view/customers/columns/1", "unknown_field")]));
        assert_eq!(place.published().await, before);
        for (kind, key) in [("role", "sales"), ("view", "customers")] {
            place.admin.delete(&path(kind, key, "")).await.expect(204);
        }
        place.try_publish(&[("entity", "customer")]).await.expect(200);
        place.admin.delete(&path("option_set", "industry", "")).await.expect(204);
        place.admin.post("/api/v1/entities/customer/records", json!({ "name": "甲" })).await.expect(201);
        place.admin.delete(&path("entity", "customer", "")).await.expect(204);
        place.admin.get("/api/v1/entities/customer/records").await.refused(404, "not_found");
        // Its data is kept: the same key finds it again, under the next version.
        place.publish(&[("entity", "customer", without)]).await;
        let found = place.admin.get("/api/v1/entities/customer/records?count=exact").await.expect(200);
        assert_eq!(found["count"], 1);
        assert!(place.published().await.contains(&"entity/customer 3".to_owned()), "{:?}", place.published().await);
    }

    async fn an_app_uses_what_it_depends_on(installation: Installation) {
        let place = Place::start(installation).await;
        base(&place).await;
        let order = owned("order_", "shop", json!({ "customer": { "kind": "reference", "target": "customer" } }));
        place.draft("entity", "order_", order).await;
        place.draft("app", "shop", app("shop", json!(["nowhere"]))).await;
        let set = [("app", "shop"), ("entity", "order_")];
        let refused = place.try_publish(&set).await.issues();
        assert_eq!(refused, pairs(&[("/app/shop/depends/0", "missing_dependency"),
            ("/entity/order_/properties/customer/x-field/target", "foreign_definition")]));
        place.draft("app", "shop", app("shop", json!([]))).await;
        let refused = place.try_publish(&set).await.issues();
        assert_eq!(refused, pairs(&[("/entity/order_/properties/customer/x-field/target", "foreign_definition")]));
        let alone = place.try_publish(&[("entity", "order_")]).await.issues();
        assert!(alone.contains(&("/entity/order_/x-entity/app".to_owned(), "unknown_app".to_owned())), "{alone:?}");
        place.draft("app", "shop", app("shop", json!(["archive"]))).await;
        place.try_publish(&set).await.expect(200);
        // An app others stand on does not go, and stays what they need.
        let refused = place.admin.delete(&path("app", "archive", "")).await;
        assert!(refused.status == 409 || refused.status == 422, "{}", refused.text());
        place.draft("app", "shop", app("shop", json!([]))).await;
        assert_eq!(place.try_publish(&[("app", "shop")]).await.issues()[0].1, "foreign_definition");
    }

    async fn extensions_add_fields_of_their_own(installation: Installation) {
        let place = Place::start(installation).await;
        base(&place).await;
        place.draft("extension", "plus", extension("plus", "", json!({ "score": "integer", "name": "text" }))).await;
        assert_eq!(place.try_publish(&[("extension", "plus")]).await.issues(), pairs(&[
            ("/extension/plus/properties/name", "taken_key"), ("/extension/plus/properties/score", "local_prefix")]));
        place.publish(&[("extension", "plus", extension("plus", "", json!({ "x_score": "integer" })))]).await;
        let made = place.admin.post("/api/v1/entities/customer/records", json!({ "name": "甲", "x_score": 7 })).await.expect(201);
        let used = place.admin.get(&path("entity", "customer", "/usages")).await.expect(200);
        assert!(used.to_string().contains("plus"), "the extension uses it: {used}");
        // The app is published anew without a word of the extension: its field stays.
        let next = owned("customer", "archive", json!({ "name": { "kind": "text" }, "industry": { "kind": "choice", "option_set": "industry" },
            "size": { "kind": "integer" } }));
        place.publish(&[("entity", "customer", next)]).await;
        let record = format!("/api/v1/entities/customer/records/{}", made["id"].as_str().expect("an id"));
        assert_eq!(place.admin.get(&record).await.expect(200)["x_score"], 7);
        // The extended entity may not take the extension's key.
        let clash = owned("customer", "archive", json!({ "name": { "kind": "text" }, "industry": { "kind": "choice", "option_set": "industry" },
            "x_score": { "kind": "integer" } }));
        place.draft("entity", "customer", clash).await;
        assert_eq!(place.try_publish(&[("entity", "customer")]).await.issues(), pairs(&[("/extension/plus/properties/x_score", "taken_key")]));
        place.admin.delete(&path("extension", "plus", "")).await.expect(204);
        assert_eq!(place.admin.get(&record).await.expect(200)["x_score"], Json::Null);
        place.publish(&[("extension", "plus", extension("plus", "", json!({ "x_score": "integer" })))]).await;
        assert_eq!(place.admin.get(&record).await.expect(200)["x_score"], 7, "its data was kept");
    }
}
