//! What a form takes from records it links to, as far as the one who fills it in may see them.

use formwork_tests::on_both_databases;
use serde_json::json;

use super::world::{World, evaluated, sent};

on_both_databases! {
    async fn a_link_fills_in_what_nobody_typed(installation: Installation) {
        let world = World::start(installation).await;
        let customer = world.made("customer", json!({ "name": "甲公司", "phone": "13800138000" })).await;
        let other = world.made("customer", json!({ "name": "乙公司", "phone": "13900139000" })).await;
        let told = evaluated(&world.admin, json!({ "answers": { "title": "x", "customer": customer } })).await;
        assert_eq!(told["values"]["phone"], "13800138000", "{told}");
        let typed = json!({ "answers": { "title": "x", "customer": customer, "phone": "13700137000" } });
        assert_eq!(evaluated(&world.admin, typed).await["values"]["phone"], "13700137000");
        let made = sent(&world.admin, json!({ "answers": { "title": "x", "customer": customer } })).await.expect(201);
        assert_eq!(made["phone"], "13800138000");
        let moved = json!({ "record": made["id"], "answers": { "customer": other } });
        assert_eq!(sent(&world.admin, moved).await.expect(200)["phone"], "13900139000", "the new link's");
    }

    async fn a_link_to_nothing_fills_in_nothing(installation: Installation) {
        let world = World::start(installation).await;
        let nobody = "0193e3a0-0000-7000-8000-000000000000";
        let told = evaluated(&world.admin, json!({ "answers": { "title": "x", "customer": nobody } })).await;
        assert_eq!(told["values"]["phone"], json!(null));
        let refused = sent(&world.admin, json!({ "answers": { "title": "x", "customer": nobody } })).await.issues();
        assert_eq!(refused[0].0, "/customer", "{refused:?}");
    }

    async fn what_one_may_not_see_behind_a_link_stays_there(installation: Installation) {
        let world = World::start(installation).await;
        let seen = json!({ "actions": { "view": "all", "create": "all", "edit": "all" } });
        let role = json!({ "format": 1, "key": "clerk", "entities": {
            "order": seen, "customer": { "actions": { "view": "all" }, "fields": { "phone": "hidden" } } } });
        world.publish(vec![("role", role)]).await;
        let clerk = world.person("clerk", &["clerk"]).await;
        let customer = world.made("customer", json!({ "name": "甲公司", "phone": "13800138000" })).await;
        let body = json!({ "answers": { "title": "x", "customer": customer } });
        let answer = clerk.post("/api/v1/forms/order_form/evaluate", body).await;
        assert!(!answer.text().contains("13800138000"), "{}", answer.text());
        let form = clerk.get("/api/v1/forms/order_form").await.expect(200);
        assert_eq!(form["bundle"]["remote"], true, "the browser cannot compute what it may not read");
        assert!(!form["bundle"].to_string().contains("customer.phone"), "{form}");
    }
}
