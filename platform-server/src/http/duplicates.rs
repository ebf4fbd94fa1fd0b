//! What a caller learns of records that are the same as the one it is about to make.
//!
//! Errors: 429 for who asks too often, so that nobody reads a list of customers out of yes and no.
//! Source: DESIGN §5 "Duplicates across rights"; docs/spec/definitions.md "duplicate".

use std::{collections::HashMap, sync::Mutex};

use axum::extract::State;
use engine_core::{issue::Language, moment::Moment};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    answers,
    extract::{Json as Body, Path, Speaks},
    problem::{Code, Problem},
};
use crate::{
    access::{Create, Denied, Permit},
    app::App,
    identity::Actor,
    records::{
        error::StoreError,
        store::{Duplicate, Input},
    },
};

/// Most checks of one person in a [`WINDOW`].
const MOST: u32 = 60;
/// The time they are counted in, in microseconds.
const WINDOW: i64 = 60 * 1_000_000;
/// People that are remembered before those whose time is over are forgotten.
const MOST_PEOPLE: usize = 10_000;

/// How often people asked, in this process.
#[derive(Debug, Default)]
pub struct Probes(Mutex<HashMap<Uuid, (Moment, u32)>>);

impl Probes {
    /// Counts a check; whether it may be answered.
    fn count(&self, person: Uuid, now: Moment) -> bool {
        let mut people = self.0.lock().expect("no thread panics while it counts");
        let over = |since: Moment| now.0 - since.0 >= WINDOW;
        if people.len() >= MOST_PEOPLE {
            people.retain(|_, (since, _)| !over(*since));
        }
        let (since, count) = people.entry(person).or_insert((now, 0));
        if over(*since) {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= MOST
    }
}

/// Records that are the same as an input by the entity's rule.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/duplicates", tag = "records", params(("entity" = String, Path)), request_body = Object, responses((status = 200, body = answers::DuplicateList), (status = 429, description = "Too often")))]
pub async fn duplicates(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path(entity): Path<String>,
    Body(mut values): Body<Map<String, Json>>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<Create>(&actor, &entity, &app.clock).await?;
    if !app.probes.count(actor.id, app.clock.now()) {
        return Err(Problem::new(Code::TooOften).retry_after(60));
    }
    let except = values.remove("id").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    values.retain(|key, _| permit.entity().entity.own_field(key).is_some());
    permit.check_written(values.keys().map(String::as_str)).map_err(|denied| match denied {
        Denied::Issues(issues) => Problem::new(Code::NoRight).issues(issues),
        other => other.into(),
    })?;
    let input = Input::read(permit.entity(), &values).unwrap_or_default();
    let found = app.store.duplicates(&permit, &input, except, &app.store.stamp(&actor)).await?;
    Ok(Body(json!({ "items": told(&found, language) })))
}

/// What a caller learns with a record it just made; nothing when it made too many.
///
/// # Errors
/// When the database does not answer.
pub async fn hint(
    app: &App,
    permit: &Permit<Create>,
    input: &Input,
    made: Uuid,
    language: Language,
) -> Result<Vec<Json>, Problem> {
    let actor = permit.actor();
    if permit.entity().entity.duplicate.is_none() || !app.probes.count(actor.id, app.clock.now()) {
        return Ok(Vec::new());
    }
    match app.store.duplicates(permit, input, Some(made), &app.store.stamp(actor)).await {
        Ok(found) => Ok(told(&found, language)),
        Err(StoreError::Computing) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn told(found: &[Duplicate], language: Language) -> Vec<Json> {
    let one = |d: &Duplicate| {
        let owner = d.owner.as_deref().unwrap_or_default();
        let message = match (language, owner.is_empty()) {
            (Language::Chinese, true) => "已存在".to_owned(),
            (Language::Chinese, false) => format!("已存在，负责人：{owner}"),
            (_, true) => "already exists".to_owned(),
            (_, false) => format!("already exists, owned by {owner}"),
        };
        json!({ "id": d.id, "match": d.fields, "message": message })
    };
    found.iter().map(one).collect()
}
