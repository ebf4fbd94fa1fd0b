//! The golden matrix: role × action × field, as the built program answers.

use std::fmt::Write as _;

use formwork_tests::{Answer, Client, Installation, on_both_databases};
use serde_json::{Value as Json, json};

use super::model::{ENTITIES, ROLES};
use super::paths;
use super::world::{FIRST, World};

/// Whether it was done; when not for want of a right, what else is against it, such as a kind that has no order.
fn allowed(answer: &Answer) -> String {
    match answer.status {
        200 | 201 => "yes".to_owned(),
        403 => "no".to_owned(),
        422 => {
            let problem = answer.json();
            let code = problem["issues"][0]["code"].as_str().or(problem["code"].as_str());
            code.expect("a refusal says why").to_owned()
        }
        status => status.to_string(),
    }
}

/// What somebody sees of a field that has a value.
fn seen(answer: &Answer, field: &str, whole: &Json) -> String {
    if answer.status != 200 {
        return allowed(answer);
    }
    match &answer.json()[field] {
        Json::Null => "blank".to_owned(),
        value if value == whole => "whole".to_owned(),
        _ => "masked".to_owned(),
    }
}

async fn cell(
    world: &World,
    client: &Client,
    entity: &str,
    record: &str,
    owner: &str,
    field: &str,
) -> String {
    let base = format!("/api/v1/entities/{entity}");
    let path = world.record(entity, record);
    let whole = world.admin.get(&format!("{path}?fields={field}")).await.expect(200)[field].clone();
    let one = seen(&client.get(&format!("{path}?fields={field}")).await, field, &whole);
    let unmasked = seen(&client.get(&format!("{path}?unmask={field}")).await, field, &whole);
    let ask = async |filter: Json| {
        allowed(&client.post(&format!("{base}/records/query"), json!({ "filter": filter })).await)
    };
    let filter = ask(json!({ "field": field, "op": "is_not_empty" })).await;
    let exact = match &whole {
        Json::String(text) => ask(json!({ "field": field, "op": "eq", "value": text })).await,
        _ => "-".to_owned(),
    };
    let sort = allowed(&client.get(&format!("{base}/records?sort={field}")).await);
    let aggregate =
        async |body: Json| allowed(&client.post(&format!("{base}/records/aggregate"), body).await);
    let group = aggregate(json!({ "group_by": [field], "measures": [{ "op": "count" }] })).await;
    let measure = aggregate(json!({ "measures": [{ "op": "count", "field": field }] })).await;
    let value = if field == "owner_id" { world.id_of(owner).into() } else { whole };
    let written = client.patch(&path, json!({ field: value })).await;
    // What the system computes nobody writes, however much of it one sees.
    let computed = written.status == 422 && written.json()["issues"][0]["code"] == "computed";
    let write = if computed { "no".to_owned() } else { allowed(&written) };
    format!(
        "show={one} unmask={unmasked} filter={filter} exact={exact} sort={sort} group={group} measure={measure} write={write}"
    )
}

async fn matrix(installation: &Installation) -> String {
    let mut world = World::with_canaries(installation, FIRST).await;
    let values = json!({ "name": "trained", "phone": "13899990000", "amount": "1.00", "plan": "tin" });
    world.plant("company", "trained", Some("trainee"), values).await;
    let mut lines = String::new();
    for role in ROLES {
        for entity in ENTITIES {
            let client = world.person(role);
            let view = client.get(&format!("/api/v1/entities/{entity}")).await;
            if view.status != 200 {
                writeln!(lines, "{role} {entity}: {}", view.status).expect("a line");
                continue;
            }
            let view = view.json();
            let may: Vec<&str> = view["actions"]
                .as_object()
                .expect("actions")
                .iter()
                .filter(|(_, m)| **m == true)
                .map(|(a, _)| a.as_str())
                .collect();
            writeln!(lines, "{role} {entity}: {}", may.join(" ")).expect("a line");
            let (record, owner) = match (entity, role) {
                ("company", "trainee") => ("trained", "trainee"),
                ("company", _) => ("mine1", "rep"),
                ("contact", _) => ("near", "rep"),
                _ => ("sold", "rep"),
            };
            for field in paths::fields(entity).iter().filter(|f| !f.contains('.')) {
                let listed = view["fields"].as_array().expect("fields").iter().find(|f| f["key"] == *field);
                let right = listed.map_or("-", |f| f["right"].as_str().expect("a right"));
                let cells = cell(&world, client, entity, record, owner, field).await;
                writeln!(lines, "{role} {entity}.{field}: {right} {cells}").expect("a line");
            }
        }
    }
    lines
}

/// Compares with a golden file; `UPDATE=1` rewrites it.
pub(crate) fn golden(name: &str, found: &str) {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, found).expect("the golden file is written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (line, (was, is)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(was, is, "{name}:{}; UPDATE=1 rewrites it", line + 1);
    }
    assert_eq!(expected.lines().count(), found.lines().count(), "{name}; UPDATE=1 rewrites it");
}

on_both_databases! {
    async fn the_matrix_is_as_written(installation: Installation) {
        golden("access-matrix.txt", &matrix(&installation).await);
    }
}
