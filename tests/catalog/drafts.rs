//! A draft may be wrong; a set of drafts is published as a whole or not at all.

use formwork_tests::{entity, on_both_databases};
use serde_json::{Value as Json, json};

use crate::place::{Place, pairs, path, until};

/// Wrong in every way at once.
fn wrong() -> Json {
    let mut body = entity(
        "customer",
        json!({ "title": "nowhere", "groups": [{ "key": "a", "fields": ["ghost"] }], "colour": "red" }),
        &["name", "missing"],
        json!({
            "name": { "kind": "text" },
            "size": { "kind": "decimal", "scale": 9 },
            "seller": { "kind": "reference" },
            "boss": { "kind": "reference", "target": "nobody" },
            "shaped": { "kind": "reference", "target": "nobody" },
            "level": { "kind": "choice", "options": [{ "key": "A" }, { "key": "A" }] },
            "sum": { "kind": "formula", "formula": "{size} +" },
            "turn": { "kind": "formula", "formula": "{turn} + 1" },
            "id": { "kind": "text" },
        }),
    );
    body["properties"]["a\"b"] = json!({ "x-field": { "kind": "text", "labels": { "zh-CN": "引号" } } });
    body["properties"]["shape"] = json!({ "x-field": { "kind": "circle", "labels": { "zh-CN": "圆" } } });
    body
}

/// What is told of it.
const WRONG: [&str; 14] = [
    "/properties/a\"b bad_key",
    "/properties/boss/x-field/target unknown_entity",
    "/properties/id reserved_key",
    "/properties/level/x-field/options/1/key bad_option",
    "/properties/seller/x-field/target missing_key",
    "/properties/shape/x-field/kind not_an_option",
    "/properties/shaped/x-field/target unknown_entity",
    "/properties/size/x-field/scale too_large",
    "/properties/sum/x-field/formula unexpected_end",
    "/properties/turn cycle",
    "/required/1 unknown_field",
    "/x-entity/colour unknown_field",
    "/x-entity/groups/0/fields/0 unknown_field",
    "/x-entity/title unknown_field",
];

fn thing(fields: Json) -> Json {
    entity("thing", json!({}), &[], fields)
}

on_both_databases! {
    async fn a_wrong_draft_is_kept_and_told(installation: Installation) {
        let place = Place::start(installation).await;
        let issues = place.draft("entity", "customer", wrong()).await;
        let mut told: Vec<String> = issues.iter().map(|(at, code)| format!("{at} {code}")).collect();
        told.sort_unstable();
        assert_eq!(told, WRONG);
        // Of a view and a role, too, what is of wrong form hides nothing of the rest.
        let view = json!({ "format": 1, "key": "all", "labels": { "zh-CN": "全部" }, "entity": "nobody", "kind": "list", "columns": ["nope"], "foo": 1 });
        let told = place.draft("view", "all", view).await;
        assert!(["/foo", "/entity"].iter().all(|at| told.iter().any(|(pointer, _)| pointer == at)), "{told:?}");
        let role = json!({ "format": 1, "key": "seller", "labels": { "zh-CN": "销售" }, "entities": { "nobody": { "actions": { "view": "own" } }, "none": { "actions": { "view": "zz" } } } });
        let told = place.draft("role", "seller", role).await;
        let all = ["/entities/nobody", "/entities/none/actions/view"];
        assert!(all.iter().all(|at| told.iter().any(|(pointer, _)| pointer.starts_with(at))), "{told:?}");
        // A body that says nothing is kept as well; one that says it is another is somebody else's.
        let told = place.draft("option_set", "levels", json!({ "bad": 1 })).await;
        assert!(["/key", "/bad"].iter().all(|at| told.iter().any(|(pointer, _)| pointer == at)), "{told:?}");
        let other = json!({ "format": 1, "key": "others", "labels": { "zh-CN": "级别" }, "options": [] });
        assert_eq!(place.admin.put(&path("option_set", "levels", "/draft"), other).await.issues(), pairs(&[("/key", "other_key")]));
        let kept = place.admin.get(&path("entity", "customer", "/draft")).await.expect(200);
        assert_eq!(kept, wrong(), "the draft is what was sent");
        let refused = place.try_publish(&[("entity", "customer")]).await.issues();
        assert!(refused.len() >= issues.len(), "publishing tells as much: {refused:?}");
        assert!(refused.iter().all(|(at, _)| at.starts_with("/entity/customer")), "{refused:?}");
        assert!(place.published().await.is_empty() && !place.has_table("e_customer"));
        place.admin.get("/api/v1/entities/customer/records").await.refused(404, "not_found");
        // Sentences follow the language; codes do not.
        for (language, words) in [("zh-CN", "没有"), ("en", "there is no")] {
            let reader = place.admin.clone().without_header("accept-language").with_header("accept-language", language);
            let told = reader.put(&path("entity", "customer", "/draft"), wrong()).await.expect(200);
            assert!(told["issues"].to_string().contains(words), "{language}: {told}");
        }
    }

    async fn a_set_is_published_as_a_whole(installation: Installation) {
        let place = Place::start(installation).await;
        let good = thing(json!({ "name": { "kind": "text" } }));
        let bad = entity("other", json!({}), &[], json!({ "to": { "kind": "reference", "target": "nobody" } }));
        place.draft("entity", "thing", good.clone()).await;
        place.draft("entity", "other", bad).await;
        let set = [("entity", "thing"), ("entity", "other")];
        assert_eq!(place.try_publish(&set).await.issues(), pairs(&[("/entity/other/properties/to/x-field/target", "unknown_entity")]));
        let without = [("entity", "other"), ("entity", "absent")];
        assert_eq!(place.try_publish(&without).await.issues(), pairs(&[("/drafts/1", "no_draft"), ("/entity/other/properties/to/x-field/target", "unknown_entity")]));
        assert!(place.published().await.is_empty() && !place.has_table("e_thing"), "nothing of the set is published");
        // Each needs the other: only together are they sound.
        place.draft("entity", "other", entity("other", json!({}), &[], json!({ "to": { "kind": "reference", "target": "thing" } }))).await;
        let both = thing(json!({ "name": { "kind": "text" }, "back": { "kind": "reference", "target": "other" } }));
        place.draft("entity", "thing", both).await;
        place.try_publish(&[("entity", "other")]).await.expect(422);
        let dry = json!({ "drafts": [{ "kind": "entity", "key": "thing" }, { "kind": "entity", "key": "other" }], "dry_run": true });
        let told = place.admin.post("/api/v1/publish", dry).await.expect(200);
        assert!(!told["plan"].as_array().expect("a plan").is_empty() && !place.has_table("e_thing"), "a dry run does nothing");
        place.try_publish(&set).await.expect(200);
        assert_eq!(place.published().await, ["entity/other 1", "entity/thing 1"]);
        assert!(place.has_table("e_thing") && place.has_table("e_other"));
        // What was published is no draft any more, and what is no draft is not published.
        place.admin.get(&path("entity", "thing", "/draft")).await.refused(404, "not_found");
        assert_eq!(place.try_publish(&set).await.issues(), pairs(&[("/drafts/0", "no_draft"), ("/drafts/1", "no_draft")]));
    }

    async fn two_who_edit_one_draft_are_told(installation: Installation) {
        let place = Place::start(installation).await;
        let at = path("entity", "thing", "/draft");
        let put = async |etag: &str, body: Json| {
            let request = place.admin.request(reqwest::Method::PUT, &at).header("if-match", format!("\"{etag}\""));
            place.admin.send(request.json(&body)).await
        };
        let first = place.admin.put(&at, thing(json!({}))).await.expect(200)["etag"].as_str().expect("an etag").to_owned();
        let changed = thing(json!({ "name": { "kind": "text" } }));
        put(&first, changed.clone()).await.expect(200);
        let stale = put(&first, thing(json!({ "other": { "kind": "text" } }))).await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        assert_eq!(place.admin.get(&at).await.expect(200), changed, "the other one's work stays");
        // Who believes to be the first is told, too, when somebody was faster.
        let begin = async || {
            let request = place.admin.request(reqwest::Method::PUT, &at).header("if-none-match", "*");
            place.admin.send(request.json(&thing(json!({})))).await.status
        };
        assert_eq!(begin().await, 409);
        assert_eq!(place.admin.get(&at).await.expect(200), changed, "nor is it written over by a beginner");
        place.admin.delete(&at).await.expect(204);
        place.admin.delete(&at).await.refused(404, "not_found");
        assert_eq!(put(&first, thing(json!({}))).await.status, 409, "a draft that is gone is not the one that was seen");
        assert_eq!(begin().await, 200);
    }

    async fn a_draft_saved_while_it_is_published_stays_one(installation: Installation) {
        let folder = tempfile::tempdir().expect("a directory");
        let pause = folder.path().join("paused");
        let place = Place::pausing(installation, &pause).await;
        place.draft("entity", "thing", thing(json!({ "name": { "kind": "text" } }))).await;
        let publisher = place.admin.clone();
        let drafts = json!({ "drafts": [{ "kind": "entity", "key": "thing" }] });
        let publishing = tokio::spawn(async move { publisher.post("/api/v1/publish", drafts).await });
        until(|| pause.exists()).await;
        let later = thing(json!({ "name": { "kind": "text" }, "more": { "kind": "text" } }));
        place.draft("entity", "thing", later.clone()).await;
        std::fs::remove_file(&pause).expect("it goes on");
        publishing.await.expect("an answer").expect(200);
        let first = place.admin.get(&path("entity", "thing", "/versions/1")).await.expect(200);
        assert_eq!(first["properties"].get("more"), None, "what was read is published");
        let kept = place.admin.get(&path("entity", "thing", "/draft")).await.expect(200);
        assert_eq!(kept, later, "what was saved since waits");
        // So does a draft of what is rolled back.
        place.admin.post(&path("entity", "thing", "/rollback"), json!({ "version": 1 })).await.expect(200);
        assert_eq!(place.admin.get(&path("entity", "thing", "/draft")).await.expect(200), later);
        place.try_publish(&[("entity", "thing")]).await.expect(200);
        place.admin.get(&path("entity", "thing", "/draft")).await.refused(404, "not_found");
    }

    async fn a_draft_of_a_role_saved_while_the_role_is_changed_refuses_the_change(installation: Installation) {
        let folder = tempfile::tempdir().expect("a directory");
        let pause = folder.path().join("paused");
        let place = Place::pausing(installation, &pause).await;
        let maker = place.admin.clone();
        let role = |name: &str| json!({ "format": 1, "key": "clerk", "labels": { "zh-CN": name } });
        let body = role("now");
        let making = tokio::spawn(async move { maker.post("/api/v1/roles", body).await });
        until(|| pause.exists()).await;
        place.draft("role", "clerk", role("waits")).await;
        std::fs::remove_file(&pause).expect("it goes on");
        making.await.expect("an answer").refused(409, "state_conflict");
        assert!(place.published().await.is_empty());
        let kept = place.admin.get(&path("role", "clerk", "/draft")).await.expect(200);
        assert_eq!(kept, role("waits"));
    }
}
