//! Row scopes: which of the records in every relation to somebody that person sees, changes, deletes and shares.

use std::fmt::Write as _;

use formwork_tests::{Engine, Installation};
use serde_json::json;

use super::fields::golden;
use super::model;
use super::world::World;

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
