//! One field's values become another's: looked at on real records, done, undone.

use formwork_tests::{Client, entity, on_both_databases};
use serde_json::{Value as Json, json};

const RECORDS: &str = "/api/v1/entities/firm/records";
const CONVERSIONS: &str = "/api/v1/entities/firm/conversions";

fn industries() -> Json {
    json!([{ "key": "it", "labels": { "zh-CN": "软件", "en": "Software" }, "synonyms": ["互联网"] }, { "key": "mfg", "labels": { "zh-CN": "制造" } }])
}

fn firm(with_choice: bool) -> Json {
    let mut fields = json!({
        "name": { "kind": "text" }, "trade": { "kind": "text" }, "size": { "kind": "integer" }, "boss": { "kind": "user" },
        "score": { "kind": "formula", "formula": "{size} * 2", "scale": 0 },
    });
    if with_choice {
        fields["industry"] = json!({ "kind": "choice", "options": industries() });
        fields["staff"] = json!({ "kind": "text" });
    }
    entity("firm", json!({ "title": "name" }), &["name"], fields)
}

async fn publish(admin: &Client, body: Json) {
    admin.put("/api/v1/definitions/entity/firm/draft", body).await.expect(200);
    let drafts = json!({ "drafts": [{ "kind": "entity", "key": "firm" }] });
    admin.post("/api/v1/publish", drafts).await.expect(200);
}

async fn firms(admin: &Client) -> Vec<(Json, Json)> {
    let page = admin.get(&format!("{RECORDS}?sort=name&fields=name,industry")).await.expect(200);
    page["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|firm| (firm["name"].clone(), firm["industry"].clone()))
        .collect()
}

on_both_databases! {
    async fn values_are_looked_at_moved_and_taken_back(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish(&admin, firm(false)).await;
        for (name, trade) in [("a", "软件"), ("b", "互联网"), ("c", "农业"), ("d", "制造"), ("e", ""), ("f", "农业"), ("g", "渔业")] {
            admin.post(RECORDS, json!({ "name": name, "trade": trade, "size": 7 })).await.expect(201);
        }
        let designed = json!({ "x-field": { "kind": "choice", "options": industries() } });
        let seen = admin.post(&format!("{CONVERSIONS}/preview"), json!({ "from": "trade", "to": "industry", "field": designed })).await.expect(200);
        let counts = ["total", "looked_at", "converted", "refused"].map(|name| seen[name].as_u64().expect("a number"));
        assert_eq!(counts, [6, 6, 3, 3], "{seen}");
        let first = &seen["examples"][0];
        assert_eq!((&first["title"], &first["shown"], &first["to"]), (&json!("d"), &json!("制造"), &json!("mfg")), "the newest first");
        assert_eq!(seen["refused_values"], json!([{ "shown": "农业", "count": 2 }, { "shown": "渔业", "count": 1 }]));
        assert_eq!(seen["refused_examples"][0]["title"], "g");
        assert_eq!(seen["reasons"].as_array().expect("reasons").iter().map(|r| r["count"].as_u64().expect("a count")).sum::<u64>(), 3);

        let unpublished = admin.post(CONVERSIONS, json!({ "from": "trade", "to": "industry" })).await;
        assert_eq!(unpublished.issues(), [("/to".to_owned(), "unknown_field".to_owned())]);
        publish(&admin, firm(true)).await;
        let page = admin.get(&format!("{RECORDS}?filter={{\"field\":\"name\",\"op\":\"eq\",\"value\":\"d\"}}")).await.expect(200);
        let mine = page["items"][0]["id"].as_str().expect("an id").to_owned();
        admin.patch(&format!("{RECORDS}/{mine}"), json!({ "industry": "it" })).await.expect(200);
        let done = admin.post(CONVERSIONS, json!({ "from": "trade", "to": "industry" })).await.expect(200);
        assert_eq!((&done["changed"], &done["skipped_count"], &done["left"]), (&json!(2), &json!(3), &json!(0)), "{done}");
        assert_eq!(done["skipped"][0]["issues"][0]["pointer"], "/industry", "{done}");
        let (it, none) = (json!("it"), Json::Null);
        let wanted: Vec<(Json, Json)> = [("a", &it), ("b", &it), ("c", &none), ("d", &it), ("e", &none), ("f", &none), ("g", &none)]
            .map(|(name, value)| (json!(name), value.clone())).into();
        assert_eq!(firms(&admin).await, wanted, "what somebody chose stays");
        let batch = done["batch"].as_str().expect("a batch");
        admin.post(&format!("/api/v1/batches/{batch}/undo"), json!({})).await.expect(200);
        assert_eq!(firms(&admin).await.iter().filter(|(_, industry)| *industry == it).count(), 1, "only the one chosen by hand");
    }

    async fn what_nothing_leads_between_is_refused(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish(&admin, firm(true)).await;
        admin.post(RECORDS, json!({ "name": "a", "size": 1200 })).await.expect(201);
        for (from, to, at, code) in [
            ("boss", "staff", "/to", "not_convertible"), ("trade", "score", "/to", "not_convertible"), ("trade", "trade", "/to", "same_field"),
            ("gone", "staff", "/from", "unknown_field"), ("trade", "gone", "/to", "unknown_field"),
        ] {
            let answer = admin.post(CONVERSIONS, json!({ "from": from, "to": to })).await;
            assert_eq!(answer.issues(), [(at.to_owned(), code.to_owned())], "{from} into {to}");
        }
        let wrong = json!({ "from": "trade", "to": "new", "field": { "x-field": { "kind": "choice", "options": [{ "key": "" }] } } });
        let answer = admin.post(&format!("{CONVERSIONS}/preview"), wrong).await.issues();
        assert!(!answer.is_empty() && answer.iter().all(|(at, _)| at.starts_with("/field")), "{answer:?}");
        let computed = admin.post(CONVERSIONS, json!({ "from": "score", "to": "staff" })).await.expect(200);
        assert_eq!(computed["changed"], 1, "what is computed can be kept as it is now");
        let page = admin.get(&format!("{RECORDS}?fields=staff")).await.expect(200);
        assert_eq!(page["items"][0]["staff"], "2400");
    }
}
