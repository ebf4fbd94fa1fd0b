//! Row scopes: which of the records in every relation to somebody that person sees, changes, deletes and shares.

use std::fmt::Write as _;

use formwork_tests::{Engine, Installation};
use serde_json::json;

use super::fields::golden;
use super::model;
use super::world::{FIRST, World};

/// A record's name, its owner, whether its level is A, and with whom it is shared.
const ROWS: [(&str, &str, bool, &str); 12] = [
    ("own", "", false, ""),
    ("mate", "mate", false, ""),
    ("lower", "lower", false, ""),
    ("far", "far", false, ""),
    ("far-a", "far", true, ""),
    ("pool", "-", false, ""),
    ("user-view", "far", false, "user view"),
    ("user-edit", "far", false, "user edit"),
    ("user-ended", "far", false, "user edit 2090-01-01"),
    ("user-until", "far", false, "user view 2090-12-31"),
    ("department", "far", false, "department edit"),
    ("team", "far", false, "team view"),
];

async fn plant(world: &mut World, person: &str) {
    for (name, owner, good, share) in ROWS {
        let owner = match owner {
            "" => Some(person),
            "-" => None,
            other => Some(other),
        };
        let values = json!({ "name": format!("{name} {person}"), "level": if good { "A" } else { "B" } });
        let name = format!("{name} {person}");
        world.plant("company", &name, owner, values).await;
        let mut words = share.split(' ');
        let principal = match words.next() {
            Some("user") => json!({ "user": world.id_of(person) }),
            Some("department") => json!({ "department": world.departments["sales"] }),
            Some("team") => json!({ "team": world.team }),
            _ => continue,
        };
        let body = json!({ "principal": principal, "level": words.next(), "until": words.next() });
        world.admin.post(&format!("{}/share", world.record("company", &name)), body).await.expect(200);
    }
}

async fn lines(engine: Engine) -> String {
    let installation = Installation::new(engine);
    let mut world = World::new(&installation).await;
    let mut lines = String::new();
    for (scope, _) in model::scopes() {
        plant(&mut world, scope).await;
        for (row, ..) in ROWS {
            let name = format!("{row} {scope}");
            let path = world.record("company", &name);
            let client = world.person(scope);
            let named = json!({ "filter": { "field": "name", "op": "eq", "value": name }, "count": "exact" });
            let found = client.post("/api/v1/entities/company/records/query", named).await;
            let listed = if found.status == 200 {
                found.json()["count"].to_string()
            } else {
                found.status.to_string()
            };
            let told = client.get(&format!("{path}?actions=true")).await;
            let get = client.get(&path).await.status;
            let history = client.get(&format!("{path}/history")).await.status;
            let patch = client.patch(&path, json!({ "tags": [scope] })).await.status;
            let share = client.post(&format!("{path}/share"), json!({})).await.status;
            let unmask = client.get(&format!("{path}?unmask=phone")).await.status;
            let claim = client.post(&format!("{path}/claim"), json!({})).await.status;
            let delete = client.delete(&path).await.status;
            writeln!(
                lines,
                "{scope} {row}: list={listed} get={get} history={history} edit={patch} share={share} unmask={unmask} claim={claim} delete={delete}"
            )
            .expect("a line");
            if get == 200 {
                let may = told.expect(200)["_actions"].clone();
                for (action, done) in
                    [("edit", patch), ("share", share), ("unmask", unmask), ("delete", delete)]
                {
                    assert_eq!(
                        may[action],
                        done < 300,
                        "{scope} {row}: what is told of {action} is what it does"
                    );
                }
            } else {
                assert_eq!(told.status, get, "{scope} {row}");
            }
            if delete == 204 {
                world.admin.post(&format!("{path}/restore"), json!({})).await.expect(200);
            }
            if claim == 200 {
                world.admin.patch(&path, json!({ "owner_id": null })).await.expect(200);
            }
        }
    }
    lines
}

#[tokio::test]
async fn sqlite() {
    golden("access-rows.txt", &lines(Engine::Sqlite).await);
}

#[tokio::test]
async fn postgres() {
    golden("access-rows.txt", &lines(Engine::Postgres).await);
}

/// What one may do is told of a living record alone, and only to who asks.
#[tokio::test]
async fn actions_are_told_of_one_living_record() {
    let installation = Installation::new(Engine::Sqlite);
    let mut world = World::new(&installation).await;
    plant(&mut world, "own").await;
    let path = world.record("company", "user-view own");
    let client = world.person("own");
    assert_eq!(client.get(&path).await.expect(200).get("_actions"), None);
    let may = client.get(&format!("{path}?actions=true&fields=name")).await.expect(200)["_actions"].clone();
    let words = client.get("/api/v1/entities/company").await.expect(200)["actions"].clone();
    assert_eq!((&may["view"], &may["edit"], &words["edit"]), (&json!(true), &json!(false), &json!(true)));
    let keys = |json: &serde_json::Value| -> Vec<String> {
        json.as_object().expect("actions").keys().cloned().collect()
    };
    assert_eq!(keys(&may), keys(&words), "the words of the entity");
    client.get(&format!("{path}?actions=true&as_of=2090-01-01T00:00:00Z")).await.refused(422, "invalid");
    world.admin.get(&format!("{path}?actions=true&deleted=true")).await.refused(422, "invalid");
}

/// What the scopes mean where there is no owner, or no department.
#[tokio::test]
async fn scopes_without_owner_or_department() {
    let installation = Installation::new(Engine::Sqlite);
    let world = World::new(&installation).await;
    let memo = json!({ "type": "object", "x-entity": { "format": 1, "key": "memo", "labels": { "zh-CN": "便签" }, "owner": false },
        "properties": { "text": { "x-field": { "kind": "text", "labels": { "zh-CN": "内容" } } } } });
    let actions = json!({ "view": "own", "create": "all", "edit": "own" });
    let role = json!({ "format": 1, "key": "scribe", "labels": { "zh-CN": "记录" }, "entities": { "memo": { "actions": actions, "fields": { "owner_id": "readonly" } } } });
    world.admin.put("/api/v1/definitions/entity/memo/draft", memo).await.expect(200);
    world.admin.put("/api/v1/definitions/role/scribe/draft", role).await.expect(200);
    let drafts =
        json!({ "drafts": [{ "kind": "entity", "key": "memo" }, { "kind": "role", "key": "scribe" }] });
    world.admin.post("/api/v1/publish", drafts).await.expect(200);
    let mut people = Vec::new();
    for name in ["writer", "other"] {
        let body = json!({ "username": name, "name": name, "password": "horse battery staple", "role_keys": ["scribe", "scope-department"] });
        world.admin.post("/api/v1/users", body).await.expect(201);
        people.push(world.server.with_token(&installation.token(name)));
    }
    for (path, values) in [
        ("/api/v1/entities/memo/records", json!({ "text": "mine" })),
        ("/api/v1/entities/company/records", json!({ "name": "mine" })),
    ] {
        let made = people[0].post(path, values).await.expect(201);
        let record = format!("{path}/{}", super::world::id(&made));
        people[0].get(&record).await.expect(200);
        people[0].patch(&record, json!({})).await.expect(200);
        people[1].get(&record).await.refused(404, "not_found");
        people[1].patch(&record, json!({})).await.refused(404, "not_found");
        let listed = people[1].get(&format!("{path}?count=exact")).await.expect(200);
        assert_eq!(listed["count"], 0, "{path}");
    }
    let memos = "/api/v1/entities/memo/records";
    for client in [&people[0], &world.admin] {
        let owned = client.post(memos, json!({ "text": "x", "owner_id": world.id_of("rep") })).await.issues();
        assert_eq!(owned, [("/owner_id".to_owned(), "readonly".to_owned())], "there is no owner to write");
    }
    let made = world.admin.post(memos, json!({ "text": "nobody's" })).await.expect(201);
    let memo = format!("{memos}/{}", super::world::id(&made));
    world.admin.post(&format!("{memo}/claim"), json!({})).await.refused(409, "state_conflict");
    assert_eq!(world.admin.get(&memo).await.expect(200).get("owner_id"), None);
}

/// A record shared with somebody is seen through references to it, too, and may be referred to.
#[tokio::test]
async fn a_share_counts_through_references() {
    let installation = Installation::new(Engine::Sqlite);
    let world = World::with_canaries(&installation, FIRST).await;
    let rep = world.person("rep");
    let (beyond, near) = (world.record("contact", "beyond"), world.record("contact", "near"));
    let unseen = world.record("company", "unseen");
    let asked = json!({ "filter": { "field": "company.level", "op": "eq", "value": "B" }, "count": "exact" });
    let reach = async || {
        let shown = rep.get(&format!("{beyond}?expand=company")).await.expect(200);
        let found =
            rep.post("/api/v1/entities/contact/records/query", asked.clone()).await.expect(200)["count"]
                .clone();
        let written = rep.patch(&near, json!({ "company": world.records["unseen"] })).await.status;
        rep.patch(&near, json!({ "company": world.records["mine1"] })).await.expect(200);
        (shown["company_name"].is_string(), shown["company"]["title"].is_string(), found == 1, written)
    };
    assert_eq!(reach().await, (false, false, false, 422));
    for principal in [
        json!({ "user": world.id_of("rep") }),
        json!({ "department": world.departments["sales"] }),
        json!({ "team": world.team }),
    ] {
        let shares =
            world.admin.post(&format!("{unseen}/share"), json!({ "principal": principal })).await.expect(200);
        assert_eq!(reach().await, (true, true, true, 200), "{principal}");
        let end = json!({ "remove": shares["items"][0]["id"] });
        world.admin.post(&format!("{unseen}/share"), end).await.expect(200);
        assert_eq!(reach().await, (false, false, false, 422), "{principal}");
    }
}

/// A masked owner is none, an auto-number is never editable, and no path leads into what one may not view.
#[tokio::test]
async fn where_paths_end() {
    let installation = Installation::new(Engine::Sqlite);
    let world = World::new(&installation).await;
    let card = json!({ "type": "object", "x-entity": { "format": 1, "key": "card", "labels": { "zh-CN": "卡" } }, "properties": {
        "number": { "x-field": { "kind": "auto_number", "pattern": "K{0000}", "labels": { "zh-CN": "编号" } } },
        "company": { "x-field": { "kind": "reference", "target": "company", "labels": { "zh-CN": "公司" } } } } });
    let policy = json!({ "actions": { "view": "all", "create": "all", "edit": "all" }, "fields": { "owner_id": "masked" } });
    let role = json!({ "format": 1, "key": "cards", "labels": { "zh-CN": "卡" }, "entities": { "card": policy, "company": { "actions": { "create": "all" } } } });
    world.admin.put("/api/v1/definitions/entity/card/draft", card).await.expect(200);
    world.admin.put("/api/v1/definitions/role/cards/draft", role).await.expect(200);
    let drafts =
        json!({ "drafts": [{ "kind": "entity", "key": "card" }, { "kind": "role", "key": "cards" }] });
    world.admin.post("/api/v1/publish", drafts).await.expect(200);
    let body = json!({ "username": "dealer", "name": "dealer", "password": "horse battery staple", "role_keys": ["cards"] });
    world.admin.post("/api/v1/users", body).await.expect(201);
    let dealer = world.server.with_token(&installation.token("dealer"));
    let path = "/api/v1/entities/card/records";
    let made = world.admin.post(path, json!({})).await.expect(201);
    let shown = dealer.get(&format!("{path}/{}", super::world::id(&made))).await.expect(200);
    assert_eq!((&shown["number"], &shown["owner_id"]), (&json!("K0001"), &json!(null)));
    dealer.get(&format!("{path}?fields=owner_id")).await.refused(403, "hidden_field");
    for query in
        ["fields=company.name", "sort=company.name", "fields=company.version", "sort=company.version"]
    {
        dealer.get(&format!("{path}?{query}")).await.refused(403, "hidden_field");
    }
    let filter = json!({ "filter": { "field": "company.name", "op": "is_empty" } });
    dealer.post(&format!("{path}/query"), filter).await.refused(403, "hidden_field");
    let view = dealer.get("/api/v1/entities/card").await.expect(200);
    let number = view["fields"].as_array().expect("fields").iter().find(|f| f["key"] == "number");
    assert_eq!(number.map(|f| &f["right"]), Some(&json!("readonly")));
}
