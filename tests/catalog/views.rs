//! Views of every type: what their settings name is checked, told to whom it concerns and counted as a use.

use formwork_tests::{Client, entity, on_both_databases};
use serde_json::{Value as Json, json};

use crate::place::{Place, pairs, path};

fn deal() -> Json {
    let stages = json!([{ "key": "open" }, { "key": "won" }, { "key": "lost" }]);
    entity(
        "deal",
        json!({ "title": "name" }),
        &[],
        json!({
            "name": { "kind": "text" },
            "stage": { "kind": "choice", "options": stages },
            "turned": { "kind": "formula", "formula": "{stage}" },
            "amount": { "kind": "decimal", "scale": 2 },
            "reason": { "kind": "text" },
            "number": { "kind": "auto_number", "pattern": "D{000}" },
            "starts": { "kind": "date" },
            "ends": { "kind": "date" },
            "met": { "kind": "datetime" },
            "files": { "kind": "attachment" },
            "tags": { "kind": "tags" },
        }),
    )
}

fn view(key: &str, rest: Json) -> Json {
    let mut body = json!({ "format": 1, "key": key, "entity": "deal", "labels": { "zh-CN": "视图" } });
    let members = rest.as_object().expect("settings").clone();
    body.as_object_mut().expect("a view").extend(members);
    body
}

fn board() -> Json {
    view(
        "board",
        json!({ "type": "kanban", "sort": ["-amount"], "kanban": {
            "group_by": "stage", "columns": [{ "value": "lost" }, { "value": "open" }, { "hidden": true }],
            "totals": [{ "op": "sum", "field": "amount" }], "card": { "title": "name", "fields": ["amount", "tags"] },
            "guards": [{ "to": "lost", "ask": ["reason"] }], "colour_by": "stage" } }),
    )
}

fn sound() -> Vec<(&'static str, Json)> {
    let days = json!({ "start": "starts", "end": "ends", "title": "name", "colour_by": "stage" });
    let bars = json!({ "start": "starts", "end": "ends", "group_by": "owner_id" });
    let cards = json!({ "image": "files", "title": "name", "fields": ["stage", "amount"] });
    vec![
        ("board", board()),
        ("days", view("days", json!({ "type": "calendar", "calendar": days }))),
        ("bars", view("bars", json!({ "type": "timeline", "timeline": bars }))),
        ("cards", view("cards", json!({ "type": "gallery", "gallery": cards }))),
    ]
}

/// Somebody with the role `seller`.
async fn seller(place: &Place) -> Client {
    let password = "horse battery staple";
    let body = json!({ "username": "seller", "name": "徐静", "password": password, "role_keys": ["seller"] });
    place.admin.post("/api/v1/users", body).await.expect(201);
    let client = place.server.client();
    client.sign_in("seller", password).await.expect(200);
    client
}

/// Settings, and all that is wrong with them.
fn wrong() -> Vec<(Json, Vec<(&'static str, &'static str)>)> {
    vec![
        (json!({ "type": "kanban" }), vec![("/kanban", "missing_settings")]),
        (json!({ "type": "circle" }), vec![("/type", "not_an_option")]),
        (
            json!({ "gallery": { "fields": ["ghost", "name", "name"], "image": "name" } }),
            vec![
                ("/gallery", "misplaced_settings"),
                ("/gallery/fields/0", "unknown_field"),
                ("/gallery/fields/2", "named_twice"),
                ("/gallery/image", "wrong_kind"),
            ],
        ),
        (
            json!({ "type": "kanban", "kanban": { "group_by": "amount", "colour_by": "name" } }),
            vec![("/kanban/colour_by", "wrong_kind"), ("/kanban/group_by", "wrong_kind")],
        ),
        (
            json!({ "type": "kanban", "kanban": { "group_by": "ghost", "round": true } }),
            vec![("/kanban/group_by", "unknown_field"), ("/kanban/round", "unknown_field")],
        ),
        (
            json!({ "type": "kanban", "kanban": {
                "group_by": "stage", "columns": [{ "value": "gone" }, { "value": "open" }, { "value": "open" }],
                "totals": [{ "op": "sum", "field": "name" }, { "op": "max", "field": "ghost" }],
                "card": { "title": "files", "fields": ["stage.name"] },
                "guards": [{ "to": "nowhere", "ask": ["stage", "number", "created_by"] }] } }),
            vec![
                ("/kanban/card/fields/0", "unknown_field"),
                ("/kanban/card/title", "wrong_kind"),
                ("/kanban/columns/0/value", "not_an_option"),
                ("/kanban/columns/2", "named_twice"),
                ("/kanban/guards/0/ask/0", "wrong_kind"),
                ("/kanban/guards/0/ask/1", "wrong_kind"),
                ("/kanban/guards/0/ask/2", "wrong_kind"),
                ("/kanban/guards/0/to", "not_an_option"),
                ("/kanban/totals/0/field", "not_measurable"),
                ("/kanban/totals/1/field", "unknown_field"),
            ],
        ),
        (
            json!({ "type": "kanban", "kanban": { "group_by": "stage", "guards": [{ "to": "lost", "ask": [] }] } }),
            vec![("/kanban/guards/0/ask", "too_few")],
        ),
        (
            json!({ "type": "calendar", "calendar": { "start": "starts", "end": "met", "title": "ghost" } }),
            vec![("/calendar/end", "wrong_kind"), ("/calendar/title", "unknown_field")],
        ),
        (
            json!({ "type": "timeline", "timeline": { "start": "name", "end": "ends", "group_by": "tags" } }),
            vec![("/timeline/group_by", "wrong_kind"), ("/timeline/start", "wrong_kind")],
        ),
        (
            json!({ "type": "timeline", "timeline": { "start": "starts" } }),
            vec![("/timeline/end", "required")],
        ),
    ]
}

on_both_databases! {
    async fn settings_that_do_not_fit_are_told_with_their_place(installation: Installation) {
        let place = Place::start(installation).await;
        place.publish(&[("entity", "deal", deal())]).await;
        for (settings, expected) in wrong() {
            let told = place.draft("view", "try", view("try", settings.clone())).await;
            assert_eq!(told, pairs(&expected), "{settings}");
            let refused = place.try_publish(&[("view", "try")]).await.issues();
            assert!(!refused.is_empty() && refused.iter().all(|(at, _)| at.starts_with("/view/try")), "{refused:?}");
        }
        for (language, words) in [("zh-CN", "请选单选或人员"), ("en", "name a choice or a person")] {
            let reader = place.admin.clone().without_header("accept-language").with_header("accept-language", language);
            let by_amount = view("try", json!({ "type": "kanban", "kanban": { "group_by": "amount" } }));
            let told = reader.put(&path("view", "try", "/draft"), by_amount).await.expect(200);
            assert!(told["issues"].to_string().contains(words), "{language}: {told}");
        }
    }

    async fn every_type_is_published_shown_and_used(installation: Installation) {
        let place = Place::start(installation).await;
        let mut all = vec![("entity", "deal", deal())];
        all.extend(sound().into_iter().map(|(key, body)| ("view", key, body)));
        place.publish(&all).await;
        let shown = place.admin.get("/api/v1/entities/deal").await.expect(200)["views"].clone();
        for (key, body) in sound() {
            let seen = shown.as_array().expect("views").iter().find(|v| v["key"] == key).expect("the view is shown");
            let word = body["type"].as_str().expect("a type");
            assert_eq!((&seen["type"], &seen[word]), (&body["type"], &body[word]), "{key}");
            assert_eq!(place.admin.get(&path("view", key, "")).await.expect(200)[word], body[word]);
        }
        let apps = place.admin.get("/api/v1/me").await.expect(200)["apps"].clone();
        let types: Vec<_> = apps[0]["views"].as_array().expect("views").iter().map(|v| v["type"].clone()).collect();
        assert_eq!(types, ["timeline", "kanban", "gallery", "calendar"]);
        let used = place.admin.get(&path("entity", "deal", "/usages")).await.expect(200)["items"].clone();
        let by_board: Vec<_> = used.as_array().expect("usages").iter().filter(|u| u["key"] == "board").collect();
        let at = |pointer: &str, field: &str| by_board.iter().any(|u| u["pointer"] == pointer && u["field"] == field);
        assert!(at("/kanban/group_by", "stage") && at("/kanban/guards/0/ask/0", "reason"), "{by_board:?}");
        assert!(at("/kanban/totals/0/field", "amount") && at("/kanban/card/fields/1", "tags"), "{by_board:?}");
        // A field a view needs does not go.
        let mut less = deal();
        less["properties"].as_object_mut().expect("properties").remove("reason");
        place.draft("entity", "deal", less).await;
        let refused = place.try_publish(&[("entity", "deal")]).await.issues();
        assert_eq!(refused, pairs(&[("/view/board/kanban/guards/0/ask/0", "unknown_field")]));
    }

    async fn a_view_tells_nobody_of_what_is_hidden(installation: Installation) {
        let place = Place::start(installation).await;
        let role = |fields: Json| json!({ "format": 1, "key": "seller", "labels": { "zh-CN": "销售" }, "entities": { "deal": {
            "actions": { "view": "all", "edit": "own" }, "fields": fields } } });
        let narrow = role(json!({ "amount": "hidden", "reason": "readonly", "starts": "hidden", "name": "masked" }));
        let mut all = vec![("entity", "deal", deal()), ("role", "seller", narrow)];
        all.extend(sound().into_iter().map(|(key, body)| ("view", key, body)));
        place.publish(&all).await;
        let seller = seller(&place).await;
        let seen = seller.get("/api/v1/entities/deal").await.expect(200)["views"].clone();
        let keys: Vec<_> = seen.as_array().expect("views").iter().map(|v| v["key"].clone()).collect();
        assert_eq!(keys, ["board", "cards"], "what stands on hidden days is not there");
        let board = &seen[0]["kanban"];
        let expected = json!({ "group_by": "stage", "columns": [{ "value": "lost" }, { "value": "open" }, { "hidden": true }],
            "card": { "title": "name", "fields": ["tags"] }, "colour_by": "stage" });
        assert_eq!((board, &seen[0]["sort"]), (&expected, &json!([])));
        place.publish(&[("role", "seller", role(json!({ "stage": "masked" })))]).await;
        let seen = seller.get("/api/v1/entities/deal").await.expect(200)["views"].clone();
        assert!(seen.as_array().expect("views").iter().all(|v| v["key"] != "board"), "a masked field makes no columns");
    }

    async fn a_list_says_what_may_be_done_with_each_record(installation: Installation) {
        let place = Place::start(installation).await;
        let role = json!({ "format": 1, "key": "seller", "labels": { "zh-CN": "销售" }, "entities": { "deal": {
            "actions": { "view": "all", "create": "all", "edit": "own" } } } });
        place.publish(&[("entity", "deal", deal()), ("role", "seller", role)]).await;
        let seller = seller(&place).await;
        let records = "/api/v1/entities/deal/records";
        seller.post(records, json!({ "name": "own" })).await.expect(201);
        place.admin.post(records, json!({ "name": "theirs" })).await.expect(201);
        let told = seller.post(&format!("{records}/query"), json!({ "actions": true, "sort": ["name"], "fields": ["name"] })).await.expect(200);
        let may: Vec<_> = told["items"].as_array().expect("items").iter().map(|r| (r["name"].clone(), r["_actions"]["edit"].clone())).collect();
        assert_eq!(may, [(json!("own"), json!(true)), (json!("theirs"), json!(false))]);
        for item in told["items"].as_array().expect("items") {
            let id = item["id"].as_str().expect("an id");
            let alone = seller.get(&format!("{records}/{id}?actions=true")).await.expect(200);
            assert_eq!(alone["_actions"], item["_actions"], "alone and in a list the same is told");
        }
        let plain = seller.get(records).await.expect(200);
        assert!(plain["items"][0].get("_actions").is_none(), "it is told to who asks");
        let listed = seller.get(&format!("{records}?actions=true&sort=name")).await.expect(200);
        assert_eq!(listed["items"][1]["_actions"]["edit"], json!(false));
        let past = json!({ "actions": true, "as_of": "2020-01-01" });
        seller.post(&format!("{records}/query"), past).await.refused(422, "invalid");
    }
}
