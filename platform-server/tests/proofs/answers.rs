//! Whatever a filter says, SQLite, PostgreSQL and the evaluation in memory find the same records, or refuse it alike.

use engine_core::{
    filter::Filter,
    issue::Issue,
    moment::{Date, Moment, TimeZone},
    plan::{Condition, Entities, Viewer, resolve},
};
use formwork_tests::{Chance, Engine};
use platform_server::catalog::Snapshot;
use serde_json::{Value as Json, json};

use crate::{
    snapshot,
    stored::Stored,
    written::{Writer, referrers},
};

/// What an installation says to a filter: the records it finds, or the code and place of everything it refuses.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Found(Vec<String>),
    Refused(Vec<(String, String)>),
    Failed(String),
}

async fn asked(stored: &Stored, entity: &str, by: &str, filter: &Json) -> Said {
    let body = json!({ "filter": stored.ids.fill(filter), "fields": [by], "limit": 500 });
    let path = format!("/api/v1/entities/{entity}/records/query");
    let answer = stored.admin.post(&path, body).await;
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    match answer.status {
        200 => {
            let page = answer.json();
            let items = page["items"].as_array().expect("items");
            let mut found: Vec<String> = items.iter().map(|item| text(&item[by])).collect();
            found.sort_unstable();
            Said::Found(found)
        }
        422 => {
            let problem = answer.json();
            let issues = problem["issues"].as_array().expect("issues").iter();
            let place = |issue: &Json| text(&issue["pointer"]).replacen("/filter", "", 1);
            let mut refused: Vec<_> = issues.map(|i| (text(&i["code"]), place(i))).collect();
            refused.sort();
            Said::Refused(refused)
        }
        status => Said::Failed(format!("{status} {}", stored.last_error())),
    }
}

fn refused(issues: Vec<Issue>) -> Said {
    let mut refused: Vec<_> = issues.into_iter().map(|i| (i.code.to_string(), i.pointer)).collect();
    refused.sort();
    Said::Refused(refused)
}

fn resolved(
    snapshot: &Snapshot,
    stored: &Stored,
    entity: &str,
    filter: &Json,
) -> Result<Condition, Vec<Issue>> {
    let filter = Filter::parse(&stored.ids.fill(filter))?;
    let viewer = Viewer {
        id: Some(stored.ids.uuid("@user:0")),
        departments: vec![stored.ids.uuid("@unit:1")],
        department_tree: vec![stored.ids.uuid("@unit:1"), stored.ids.uuid("@unit:2")],
        today: Date::constant(2090, 1, 2),
        zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
        now: Moment::parse("2090-01-02T04:00:00Z").expect("a moment"),
    };
    resolve(snapshot, &snapshot.entity(entity).expect("published"), &filter, &viewer)
}

#[tokio::test]
async fn every_filter_is_answered_alike() {
    let snapshot = snapshot();
    let (mut sqlite, mut postgres) =
        tokio::join!(Stored::start(Engine::Sqlite), Stored::start(Engine::Postgres));
    tokio::join!(sqlite.plant(&snapshot, 20), postgres.plant(&snapshot, 20));
    let memory = sqlite.remember(&snapshot).await;
    let (mut wrong, mut full, mut refusals) = (Vec::new(), 0, 0);
    let first = formwork_tests::first_seed();
    for seed in first..first + formwork_tests::cases(400) as u64 {
        let mut chance = Chance::new(seed);
        let (entity, by) = *chance.pick(&[("specimen", "code"), ("specimen", "code"), ("place", "name")]);
        let mut writer = Writer { entities: &snapshot, referrers, chance, careless: true };
        let filter = writer.filter(&snapshot.entity(entity).expect("published"));
        let expected = match resolved(&snapshot, &sqlite, entity, &filter) {
            Ok(condition) => Said::Found(memory.found(entity, &condition, by)),
            Err(issues) => refused(issues),
        };
        match &expected {
            Said::Found(found) => full += usize::from(!found.is_empty()),
            Said::Refused(_) | Said::Failed(_) => refusals += 1,
        }
        let (one, other) =
            tokio::join!(asked(&sqlite, entity, by, &filter), asked(&postgres, entity, by, &filter));
        if one != expected || other != expected {
            wrong.push(format!(
                "FORMWORK_SEED={seed} FORMWORK_CASES=1: {entity} {filter}\n  memory:     {expected:?}\n  SQLite:     {one:?}\n  PostgreSQL: {other:?}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} filters are answered differently\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
    if formwork_tests::cases(400) >= 400 {
        assert!(
            full > 100 && refusals > 5,
            "chance asks too little: {full} found something, {refusals} refused"
        );
    }
}
