//! Answers become a record, or are refused with everything that is wrong.

use formwork_tests::on_both_databases;
use serde_json::json;

use super::world::{World, evaluated, issue, sent};

on_both_databases! {
    async fn what_is_computed_here_is_what_is_stored(installation: Installation) {
        let world = World::start(installation).await;
        let answers = json!({ "title": "一号", "lines": [{ "product": "泵", "quantity": 3, "price": "400" }, { "product": "阀", "price": "5" }] });
        let told = evaluated(&world.admin, json!({ "answers": answers })).await;
        assert_eq!(told["values"]["total"], "1205.00", "{told}");
        assert_eq!(told["values"]["state"], "vip", "the rule gives it");
        assert_eq!(told["values"]["lines"][1]["quantity"], 1, "the default of the column");
        assert_eq!(told["readonly"]["state"], true);
        assert_eq!(told["visible"]["reason"], false);
        let made = sent(&world.admin, json!({ "answers": answers })).await.expect(201);
        assert_eq!((&made["total"], &made["state"]), (&json!("1205.00"), &json!("vip")), "{made}");
        assert_eq!(made["lines"][0]["amount"], "1200.00");
        let place = format!("/api/v1/entities/order/records/{}/history", made["id"].as_str().expect("an id"));
        let history = world.admin.get(&place).await.expect(200);
        assert_eq!(history["items"][0]["why"]["form"], "order_form", "{history}");
    }

    async fn everything_wrong_is_told_and_nothing_is_written(installation: Installation) {
        let world = World::start(installation).await;
        let answers = json!({
            "title": " ", "discount": "0.5", "state": "gone", "total": "1", "secret": "x", "nonsense": 1, "phone": "abc",
            "lines": [{ "quantity": "viele" }, {}, {}, {}],
        });
        let mut found = sent(&world.admin, json!({ "answers": answers })).await.issues();
        found.sort();
        let wanted = [
            issue("/discount", "check"), issue("/lines", "too_many_items"), issue("/lines/0/quantity", "wrong_type"),
            issue("/nonsense", "unknown_field"), issue("/phone", "bad_phone"), issue("/reason", "required"),
            issue("/secret", "not_on_form"), issue("/state", "unknown_option"), issue("/title", "required"),
            issue("/total", "computed"),
        ];
        assert_eq!(found, wanted);
        assert_eq!(world.installation.sql("SELECT count(*) FROM \"e_order\""), "0");
    }

    async fn what_is_hidden_is_not_asked_for_and_not_kept(installation: Installation) {
        let world = World::start(installation).await;
        let answers = json!({ "title": "甲", "discount": "0.1", "reason": "老客户" });
        let made = sent(&world.admin, json!({ "answers": answers })).await.expect(201);
        assert_eq!(made["reason"], "老客户");
        let tampered = json!({ "title": "乙", "reason": "hidden" });
        assert_eq!(sent(&world.admin, json!({ "answers": tampered })).await.issues(), [issue("/reason", "hidden_field")]);
        let changed = json!({ "record": made["id"], "version": made["version"], "answers": { "discount": null } });
        let after = sent(&world.admin, changed).await.expect(200);
        assert_eq!((&after["reason"], &after["discount"]), (&json!(null), &json!(null)), "hidden, so cleared: {after}");
    }

    async fn two_people_change_one_record(installation: Installation) {
        let world = World::start(installation).await;
        let made = sent(&world.admin, json!({ "answers": { "title": "甲" } })).await.expect(201);
        let change = |answers: serde_json::Value| json!({ "record": made["id"], "version": made["version"], "answers": answers });
        sent(&world.admin, change(json!({ "title": "乙" }))).await.expect(200);
        let merged = sent(&world.admin, change(json!({ "phone": "13800138000" }))).await.expect(200);
        assert_eq!((&merged["title"], &merged["phone"]), (&json!("乙"), &json!("13800138000")));
        let problem = sent(&world.admin, change(json!({ "title": "丙" }))).await.refused(409, "edit_conflict");
        assert_eq!(problem["conflicts"][0]["theirs"], "乙", "{problem}");
    }
}
