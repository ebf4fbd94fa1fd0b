//! A form is filled in before it is published.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::{World, entities, issue, order_form, without_type};

const PLACE: &str = "/api/v1/forms/order_form/preview";

/// The form with a field that is not published, and rights of a role and a node.
fn drafts() -> Json {
    let mut order = entities().pop().expect("the order comes last");
    order["properties"]["floor"] =
        json!({ "type": "string", "x-field": { "kind": "text", "labels": { "zh-CN": "楼层" } } });
    let mut form = without_type(order_form());
    form["layout"]
        .as_array_mut()
        .expect("a list")
        .push(json!({ "type": "field", "field": "floor", "required": true }));
    form["rights"] = json!({ "roles": { "clerk": { "discount": "readonly" } }, "nodes": { "review": { "title": "readonly" } } });
    let clerk = json!({ "format": 1, "key": "clerk", "entities": { "order": {
        "actions": { "view": "all", "create": "all" }, "fields": { "reason": "hidden" } } } });
    json!({ "form": form, "entities": [order], "roles": [clerk] })
}

fn with(mut body: Json, more: Json) -> Json {
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

on_both_databases! {
    async fn drafts_are_computed_and_nothing_is_stored(installation: Installation) {
        let world = World::start(installation).await;
        let answers = json!({ "answers": { "title": "一号", "lines": [{ "quantity": 3, "price": "400" }] } });
        let told = world.admin.post(PLACE, with(drafts(), answers)).await.expect(200);
        assert!(told["bundle"].to_string().contains("floor"), "{told}");
        assert_eq!(told["evaluation"]["values"]["total"], "1200.00");
        let wrong = told["evaluation"]["issues"].as_array().expect("a list");
        assert!(wrong.iter().any(|i| i["pointer"] == "/floor" && i["code"] == "required"), "{wrong:?}");
        assert_eq!(told["context"]["zone"], "Asia/Shanghai");
        assert!(told["context"]["offsets"].as_array().is_some_and(|steps| !steps.is_empty()), "{}", told["context"]);
        let published = world.admin.get("/api/v1/forms/order_form").await.expect(200);
        assert!(!published["bundle"].to_string().contains("floor"));
        assert_eq!(world.installation.sql("SELECT count(*) FROM \"e_order\""), "0");
    }

    async fn as_a_role_and_at_a_node_it_is_what_these_would_see(installation: Installation) {
        let world = World::start(installation).await;
        let told = world.admin.post(PLACE, with(drafts(), json!({ "role": "clerk", "node": "review" }))).await.expect(200);
        let readonly = &told["evaluation"]["readonly"];
        assert_eq!((&readonly["discount"], &readonly["title"]), (&json!(true), &json!(true)), "{told}");
        assert!(told["evaluation"]["values"].get("reason").is_none(), "hidden from the role: {told}");
        let told = world.admin.post(PLACE, drafts()).await.expect(200);
        assert_ne!(told["evaluation"]["readonly"]["discount"], true, "an administrator has every right");
        let refused = world.admin.post(PLACE, with(drafts(), json!({ "role": "nobody" }))).await.issues();
        assert_eq!(refused, [issue("/role", "unknown_role")]);
    }

    async fn linked_records_are_told(installation: Installation) {
        let world = World::start(installation).await;
        let customer = world.made("customer", json!({ "name": "恒远", "phone": "13800138000" })).await;
        let told = world.admin.post(PLACE, with(drafts(), json!({ "answers": { "customer": customer } }))).await.expect(200);
        assert_eq!(told["evaluation"]["values"]["phone"], "13800138000", "{told}");
        assert_eq!(told["known"][0]["values"]["phone"], "13800138000", "{told}");
    }

    async fn what_does_not_compile_is_told_with_its_places(installation: Installation) {
        let world = World::start(installation).await;
        let mut wrong = drafts();
        wrong["form"]["layout"][0]["field"] = json!("nothing");
        wrong["form"]["rules"][1]["formula"] = json!("{total} >");
        let found = world.admin.post(PLACE, wrong).await.issues();
        let places: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert!(places.contains(&"/form/order_form/layout/0/field"), "{found:?}");
        assert!(places.contains(&"/form/order_form/rules/1/formula"), "{found:?}");
        let other = world.admin.post("/api/v1/forms/another/preview", drafts()).await.issues();
        assert_eq!(other, [issue("/key", "other_key")]);
    }

    async fn only_administrators_look_at_drafts(installation: Installation) {
        let world = World::start(installation).await;
        let clerk = json!({ "format": 1, "key": "clerk", "entities": { "order": { "actions": { "view": "all", "create": "all" } } } });
        world.publish(vec![("role", clerk)]).await;
        world.person("clerk", &["clerk"]).await.post(PLACE, drafts()).await.refused(403, "no_right");
    }
}
