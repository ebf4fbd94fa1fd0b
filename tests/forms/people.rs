//! Who sees and fills in what.

use formwork_tests::on_both_databases;
use serde_json::{Value as Json, json};

use super::world::{World, evaluated, issue, sent};

fn role(key: &str, fields: Json) -> Json {
    let actions = json!({ "view": "all", "create": "all", "edit": "all" });
    json!({ "format": 1, "key": key, "entities": {
        "order": { "actions": actions, "fields": fields }, "customer": { "actions": { "view": "all" } } } })
}

on_both_databases! {
    async fn hidden_fields_are_not_on_the_form(installation: Installation) {
        let world = World::start(installation).await;
        world.publish(vec![("role", role("clerk", json!({ "discount": "hidden", "phone": "readonly" })))]).await;
        let clerk = world.person("clerk", &["clerk"]).await;
        let form = clerk.get("/api/v1/forms/order_form").await.expect(200);
        assert!(!form["bundle"].to_string().contains("discount"), "{form}");
        let told = evaluated(&clerk, json!({ "answers": { "title": "x" } })).await;
        assert!(told["values"].get("discount").is_none() && told["visible"].get("discount") != Some(&json!(true)), "{told}");
        assert_eq!(told["readonly"]["phone"], true);
        let tampered = json!({ "answers": { "title": "x", "discount": "0.1", "phone": "13800138000" } });
        let mut found = sent(&clerk, tampered).await.issues();
        found.sort();
        assert_eq!(found, [issue("/discount", "not_on_form"), issue("/phone", "readonly")]);
        let made = sent(&clerk, json!({ "answers": { "title": "x" } })).await.expect(201);
        assert!(made.get("discount").is_none());
    }

    async fn a_hidden_value_still_decides(installation: Installation) {
        let world = World::start(installation).await;
        world.publish(vec![("role", role("clerk", json!({ "discount": "hidden" })))]).await;
        let clerk = world.person("clerk", &["clerk"]).await;
        let made = sent(&world.admin, json!({ "answers": { "title": "x", "discount": "0.2", "reason": "老客户" } })).await.expect(201);
        let asked = json!({ "record": made["id"], "answers": { "reason": null } });
        let refused = sent(&clerk, asked).await.issues();
        assert_eq!(refused, [issue("/reason", "required")], "the discount that the clerk does not see asks for it");
    }

    async fn what_a_rule_sets_is_written_though_its_field_is_hidden(installation: Installation) {
        let world = World::start(installation).await;
        world.publish(vec![("role", role("clerk", json!({ "state": "hidden" })))]).await;
        let clerk = world.person("clerk", &["clerk"]).await;
        let answers = json!({ "title": "x", "lines": [{ "product": "门", "quantity": 2, "price": "600" }] });
        let told = evaluated(&clerk, json!({ "answers": answers })).await;
        assert!(told["values"].get("state").is_none() && told["set"] == json!([]), "{told}");
        assert!(!told.to_string().contains("vip"), "{told}");
        let made = sent(&clerk, json!({ "answers": answers })).await.expect(201);
        assert!(made.get("state").is_none(), "{made}");
        let place = format!("/api/v1/entities/order/records/{}", made["id"].as_str().expect("an id"));
        assert_eq!(world.admin.get(&place).await.expect(200)["state"], "vip", "the author of the form decided it");
    }

    async fn a_form_narrows_what_a_role_may(installation: Installation) {
        let world = World::start(installation).await;
        world.publish(vec![("role", role("clerk", json!({}))), ("role", role("chief", json!({})))]).await;
        let mut form = world.admin.get("/api/v1/definitions/form/order_form").await.expect(200).clone();
        form["rights"] = json!({ "roles": { "clerk": { "discount": "readonly", "customer": "required", "lines.price": "hidden" } },
                                 "nodes": { "review": { "title": "readonly" } } });
        world.publish(vec![("form", form)]).await;
        let clerk = world.person("clerk", &["clerk"]).await;
        let both = world.person("both", &["clerk", "chief"]).await;
        let told = evaluated(&clerk, json!({ "answers": { "lines": [{ "quantity": 1 }] } })).await;
        assert_eq!((&told["readonly"]["discount"], &told["required"]["customer"]), (&json!(true), &json!(true)), "{told}");
        assert!(told["values"]["lines"][0].get("price").is_none(), "{told}");
        let told = evaluated(&both, json!({ "answers": {} })).await;
        assert_eq!((&told["readonly"]["discount"], &told["required"]["customer"]), (&json!(false), &json!(false)), "the wider role counts");
        let told = evaluated(&both, json!({ "answers": {}, "node": "review" })).await;
        assert_eq!(told["readonly"]["title"], true);
    }

    async fn no_right_is_no_form(installation: Installation) {
        let world = World::start(installation).await;
        let actions = json!({ "actions": { "view": "all" } });
        let role = json!({ "format": 1, "key": "reader", "entities": { "order": actions } });
        world.publish(vec![("role", role)]).await;
        let reader = world.person("reader", &["reader"]).await;
        assert_eq!(reader.get("/api/v1/forms").await.expect(200)["items"], json!([]));
        reader.get("/api/v1/forms/order_form").await.refused(403, "no_right");
        sent(&reader, json!({ "answers": { "title": "x" } })).await.refused(403, "no_right");
        sent(&reader, json!({ "record": "0193e3a0-0000-7000-8000-000000000000", "answers": {} })).await.refused(403, "no_right");
        world.admin.get("/api/v1/forms/none").await.refused(404, "not_found");
    }
}
