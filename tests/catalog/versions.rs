//! Versions never change; an old one comes back as a new one, and the data stays.

use formwork_tests::{entity, on_both_databases};
use serde_json::{Value as Json, json};

use crate::place::{Place, pairs, path};

const RECORDS: &str = "/api/v1/entities/thing/records";

fn thing(fields: Json) -> Json {
    entity("thing", json!({}), &[], fields)
}

async fn record(place: &Place, id: &str) -> Json {
    place.admin.get(&format!("{RECORDS}/{id}")).await.expect(200)
}

async fn roll_back(place: &Place, version: i64) {
    let body = json!({ "version": version });
    place.admin.post(&path("entity", "thing", "/rollback"), body).await.expect(200);
}

on_both_databases! {
    async fn a_version_never_changes_and_comes_back(installation: Installation) {
        let place = Place::start(installation).await;
        let first = thing(json!({ "name": { "kind": "text" }, "size": { "kind": "integer" } }));
        let second = thing(json!({ "name": { "kind": "text" }, "colour": { "kind": "text", "search": true, "unique": true } }));
        place.publish(&[("entity", "thing", first.clone())]).await;
        let made = place.admin.post(RECORDS, json!({ "name": "甲", "size": 5 })).await.expect(201);
        let id = made["id"].as_str().expect("an id").to_owned();
        place.publish(&[("entity", "thing", second.clone())]).await;
        let version = async |n: i64| place.admin.get(&path("entity", "thing", &format!("/versions/{n}"))).await;
        assert_eq!(version(1).await.expect(200), first);
        assert_eq!(version(2).await.expect(200), second);
        version(3).await.refused(404, "not_found");
        let sums = place.admin.get(&path("entity", "thing", "/versions")).await.expect(200);
        // The field that was taken away is gone from view; its data is not.
        assert_eq!(record(&place, &id).await["size"], Json::Null);
        assert_eq!(place.admin.post(RECORDS, json!({ "size": 6 })).await.issues(), pairs(&[("/size", "unknown_field")]));
        place.admin.patch(&format!("{RECORDS}/{id}"), json!({ "colour": "红" })).await.expect(200);
        roll_back(&place, 1).await;
        let back = record(&place, &id).await;
        assert_eq!((&back["size"], &back["colour"]), (&json!(5), &Json::Null), "over a column that was removed and one that was added");
        assert_eq!(place.published().await, ["entity/thing 3"]);
        assert_eq!(version(3).await.expect(200), first, "the old one as a new version");
        let later = place.admin.get(&path("entity", "thing", "/versions")).await.expect(200);
        assert_eq!(later["items"].as_array().map(Vec::len), Some(3));
        for old in sums["items"].as_array().expect("items") {
            assert!(later["items"].as_array().expect("items").contains(old), "{old} changed");
        }
        roll_back(&place, 2).await;
        assert_eq!(record(&place, &id).await["colour"], "红");
        let found = place.admin.post(&format!("{RECORDS}/query"), json!({ "q": "红", "count": "exact" })).await.expect(200);
        assert_eq!(found["count"], 1, "the full text knew of it all the while");
        assert_eq!(place.admin.post(RECORDS, json!({ "colour": "红" })).await.issues(), pairs(&[("/colour", "not_unique")]));
        place.admin.post(&path("entity", "thing", "/rollback"), json!({ "version": 99 })).await.refused(404, "not_found");
    }

    async fn who_took_a_definition_away_is_known_and_it_comes_back(installation: Installation) {
        let place = Place::start(installation).await;
        let body = thing(json!({ "name": { "kind": "text" } }));
        place.publish(&[("entity", "thing", body.clone())]).await;
        let made = place.admin.post(RECORDS, json!({ "name": "甲" })).await.expect(201);
        place.draft("entity", "thing", thing(json!({ "name": { "kind": "text" }, "more": { "kind": "text" } }))).await;
        place.admin.delete(&path("entity", "thing", "/draft")).await.expect(204);
        place.admin.delete(&path("entity", "thing", "/draft")).await.refused(404, "not_found");
        place.admin.delete(&path("entity", "thing", "")).await.expect(204);
        place.admin.delete(&path("entity", "thing", "")).await.refused(404, "not_found");
        let told = |action: &str| place.installation.sql(&format!(
            "SELECT count(*) FROM changes c JOIN change_details d ON d.seq = c.seq JOIN users u ON u.id = c.actor \
             WHERE c.subject = 'definition' AND c.action = '{action}' AND u.username = 'guanli' \
             AND CAST(d.fields AS TEXT) LIKE '%entity/thing%'"));
        for action in ["publish", "discard", "withdraw"] {
            assert_eq!(told(action), "1", "{action}");
        }
        roll_back(&place, 1).await;
        assert_eq!(place.admin.get(&path("entity", "thing", "")).await.expect(200), body);
        assert_eq!(record(&place, made["id"].as_str().expect("an id")).await["name"], "甲");
        place.installation.run(&["doctor"], "").done();
    }

    async fn a_key_that_was_something_else_does_not_come_back(installation: Installation) {
        let place = Place::start(installation).await;
        place.publish(&[("entity", "thing", thing(json!({ "name": { "kind": "text" }, "size": { "kind": "decimal", "scale": 2 } })))]).await;
        for (field, code, at) in [
            (json!({ "kind": "integer" }), "kind_changed", "kind"),
            (json!({ "kind": "decimal", "scale": 3 }), "scale_changed", "scale"),
        ] {
            place.draft("entity", "thing", thing(json!({ "name": { "kind": "text" }, "size": field }))).await;
            let refused = place.try_publish(&[("entity", "thing")]).await.issues();
            assert_eq!(refused, pairs(&[(&format!("/entity/thing/properties/size/x-field/{at}"), code)]));
        }
        place.publish(&[("entity", "thing", thing(json!({ "name": { "kind": "text" } })))]).await;
        // Its column is still there, with another type than this one wants.
        for (field, code, at) in [
            (json!({ "kind": "tags" }), "kind_changed", "kind"),
            (json!({ "kind": "decimal", "scale": 4 }), "scale_changed", "scale"),
        ] {
            place.draft("entity", "thing", thing(json!({ "name": { "kind": "text" }, "size": field }))).await;
            let refused = place.try_publish(&[("entity", "thing")]).await.issues();
            assert_eq!(refused, pairs(&[(&format!("/entity/thing/properties/size/x-field/{at}"), code)]));
        }
        place.publish(&[("entity", "thing", thing(json!({ "name": { "kind": "text" }, "size": { "kind": "decimal", "scale": 2 } })))]).await;
        place.admin.post(RECORDS, json!({ "size": "1.25" })).await.expect(201);
    }

    async fn a_reference_that_pointed_elsewhere_does_not_come_back(installation: Installation) {
        let place = Place::start(installation).await;
        let to = |target: &str| thing(json!({ "to": { "kind": "reference", "target": target } }));
        let other = |key: &str| entity(key, json!({}), &[], json!({ "name": { "kind": "text" } }));
        place.publish(&[("entity", "left", other("left")), ("entity", "right", other("right")), ("entity", "thing", to("left"))]).await;
        let left = place.admin.post("/api/v1/entities/left/records", json!({ "name": "左" })).await.expect(201);
        place.admin.post("/api/v1/entities/right/records", json!({ "name": "右" })).await.expect(201);
        let made = place.admin.post(RECORDS, json!({ "to": left["id"] })).await.expect(201);
        place.publish(&[("entity", "thing", thing(json!({})))]).await;
        place.draft("entity", "thing", to("right")).await;
        let refused = place.try_publish(&[("entity", "thing")]).await.issues();
        assert_eq!(refused, pairs(&[("/entity/thing/properties/to/x-field/target", "target_changed")]));
        place.publish(&[("entity", "thing", to("left"))]).await;
        assert_eq!(record(&place, made["id"].as_str().expect("an id")).await["to"], left["id"]);
    }
}
