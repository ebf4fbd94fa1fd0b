//! Roles made and changed in one call.

use formwork_tests::{Client, entity, on_both_databases};
use serde_json::{Value as Json, json};

const ROLES: &str = "/api/v1/roles";

async fn publish_place(admin: &Client) {
    let place = entity("place", json!({}), &[], json!({ "name": { "kind": "text" } }));
    admin.put("/api/v1/definitions/entity/place/draft", place).await.expect(200);
    let drafts = json!({ "drafts": [{ "kind": "entity", "key": "place" }] });
    admin.post("/api/v1/publish", drafts).await.expect(200);
}

fn issue(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

on_both_databases! {
    async fn a_role_is_made_and_changed(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish_place(&admin).await;
        let rights = json!({ "place": { "actions": { "view": "all" } } });
        let body = json!({ "key": "clerk", "labels": { "zh-CN": "文员" }, "entities": rights });
        let made = admin.post(ROLES, body.clone()).await.expect(201);
        assert_eq!((&made["key"], &made["version"], &made["app"]), (&json!("clerk"), &json!(1), &json!("local")));
        assert_eq!(made["entities"]["place"]["actions"]["view"], "all");
        let listed = admin.get(ROLES).await.expect(200);
        assert_eq!(listed["items"], json!([{ "key": "clerk", "labels": { "zh-CN": "文员" }, "app": "local" }]));
        admin.post(ROLES, body).await.refused(409, "taken");
        let user = json!({ "username": "li", "name": "李", "password": "horse battery staple", "role_keys": ["clerk"] });
        admin.post("/api/v1/users", user).await.expect(201);
        let clerk = server.client();
        clerk.sign_in("li", "horse battery staple").await.expect(200);
        let place = json!({ "name": "上海" });
        clerk.get("/api/v1/entities/place/records").await.expect(200);
        clerk.post("/api/v1/entities/place/records", place.clone()).await.refused(403, "no_right");
        let more = json!({ "description": { "en": "who files" }, "entities": { "place": { "actions": { "create": "all" } } } });
        let changed = admin.patch("/api/v1/roles/clerk", more).await.expect(200);
        assert_eq!((&changed["version"], &changed["labels"]), (&json!(2), &json!({ "zh-CN": "文员" })));
        assert_eq!(changed["entities"]["place"]["actions"]["view"], "all", "what a patch leaves out stays");
        clerk.post("/api/v1/entities/place/records", place).await.expect(201);
        admin.patch("/api/v1/roles/clerk", json!({ "entities": null })).await.expect(200);
        clerk.get("/api/v1/entities/place/records").await.refused(403, "no_right");
        clerk.post(ROLES, json!({ "key": "mine", "admin": true })).await.refused(403, "no_right");
        let logged = "SELECT count(*) FROM changes WHERE subject = 'definition' AND action = 'publish'";
        assert_eq!(installation.sql(logged), "4", "an entity, a role and two changes of it: one entry each");
        let versions = admin.get("/api/v1/definitions/role/clerk/versions").await.expect(200);
        assert_eq!(versions["items"].as_array().map(Vec::len), Some(3));
    }

    async fn a_wrong_role_is_told_everything(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        publish_place(&admin).await;
        assert_eq!(admin.post(ROLES, json!({})).await.issues(), [issue("/key", "required")]);
        assert_eq!(admin.post(ROLES, json!({ "key": "No" })).await.issues(), [issue("/key", "bad_key")]);
        let wrong = json!({ "key": "clerk", "entities": { "nowhere": { "actions": { "view": "all" } }, "place": { "fields": { "no": "hidden" } } } });
        let found = admin.post(ROLES, wrong).await.issues();
        let places: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(places, ["/entities/nowhere", "/entities/place/fields/no"], "{found:?}");
        assert_eq!(admin.get(ROLES).await.expect(200)["items"], json!([]));
        admin.patch("/api/v1/roles/clerk", json!({})).await.refused(404, "not_found");
        admin.patch("/api/v1/roles/No%20Key", json!({})).await.refused(404, "not_found");
        admin.post(ROLES, json!({ "key": "clerk" })).await.expect(201);
        assert_eq!(admin.patch("/api/v1/roles/clerk", json!({ "key": "other" })).await.issues(), [issue("/key", "other_key")]);
        let draft = json!({ "format": 1, "key": "clerk", "labels": { "en": "waits" } });
        admin.put("/api/v1/definitions/role/clerk/draft", draft).await.expect(200);
        admin.patch("/api/v1/roles/clerk", json!({ "labels": { "en": "now" } })).await.refused(409, "state_conflict");
        let kept = admin.get("/api/v1/definitions/role/clerk/draft").await.expect(200);
        assert_eq!(kept["labels"]["en"], "waits");
    }

    async fn two_who_change_a_role_both_do(installation: Installation) {
        let server = installation.serve(&[]).await;
        let admin = installation.admin(&server).await;
        admin.post(ROLES, json!({ "key": "clerk" })).await.expect(201);
        let tries: Vec<_> = ["zh-CN", "en"]
            .into_iter()
            .map(|language| {
                let admin = admin.clone();
                let patch: Json = json!({ "labels": { language: "x" } });
                tokio::spawn(async move { admin.patch("/api/v1/roles/clerk", patch).await.status })
            })
            .collect();
        for attempt in tries {
            assert_eq!(attempt.await.expect("answered"), 200);
        }
        let labels = admin.get(ROLES).await.expect(200)["items"][0]["labels"].clone();
        assert_eq!(labels, json!({ "zh-CN": "x", "en": "x" }));
    }
}
