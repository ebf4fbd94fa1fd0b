//! What was sent through a public form, as a person looks through it.
//!
//! Errors: 403 for whoever does not make such records or does not see all of them.
//! Source: docs/spec/forms.md §8.

use axum::extract::State;
use engine_core::{issue::Language, key::EntityKey, policy::Right};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    extract::{Json as Body, Path, Query, Speaks},
    problem::{Code, Problem},
};
use crate::{
    access::{Create, Permit},
    app::App,
    identity::Actor,
    records::{
        error::StoreError,
        store::public::{Decided, Held, Reason, State as Kept},
    },
};

/// Most submissions of a page, and of one decision.
const MOST: u32 = 100;

/// Which submissions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SubmissionQuery {
    /// What became of them; those that wait unless told.
    #[param(inline)]
    pub state: Option<Kept>,
    /// Those before this one.
    pub before: Option<Uuid>,
}

/// Why a person should look at it.
#[derive(Serialize, ToSchema)]
pub struct ReasonView {
    /// Stable word.
    pub code: String,
    /// In the caller's language.
    pub message: String,
}

/// One submission.
#[derive(Serialize, ToSchema)]
pub struct SubmissionView {
    /// Its number.
    pub id: Uuid,
    /// When it came.
    pub at: String,
    /// Why it waits, or was marked.
    pub reasons: Vec<ReasonView>,
    /// What a record would be made of, as far as the caller sees these fields; empty once there is one.
    #[schema(value_type = Object)]
    pub values: Map<String, Json>,
    /// Parameters of the address.
    #[schema(value_type = Object)]
    pub parameters: Json,
    /// The network it came from.
    pub address: String,
    /// The browser.
    pub agent: String,
    /// What was agreed to.
    pub consent: Option<String>,
    /// The record.
    pub record: Option<Uuid>,
}

/// A page of submissions.
#[derive(Serialize, ToSchema)]
pub struct SubmissionList {
    /// The newest first.
    pub items: Vec<SubmissionView>,
    /// How many wait in all.
    pub waiting: i64,
    /// Whether there are more.
    pub more: bool,
    /// Their entity.
    #[schema(value_type = String)]
    pub entity: EntityKey,
}

/// What a person decides.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A record is made.
    Accept,
    /// It is not.
    Reject,
}

/// A decision on several submissions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Which way.
    pub decision: Decision,
    /// On which, at most 100.
    pub ids: Vec<Uuid>,
}

/// What a decision on one came to.
#[derive(Serialize, ToSchema)]
pub struct DecisionView {
    /// Which.
    pub id: Uuid,
    /// `accepted`, `rejected`, `gone` when somebody else decided, or `refused` by the record.
    pub outcome: &'static str,
    /// The record that was made.
    pub record: Option<Uuid>,
    /// What the record has against it.
    #[schema(value_type = Vec<Object>)]
    pub issues: Vec<Json>,
}

/// What decisions came to.
#[derive(Serialize, ToSchema)]
pub struct DecisionList {
    /// In the order of the ids.
    pub items: Vec<DecisionView>,
}

/// Submissions of a public form.
#[utoipa::path(get, path = "/api/v1/forms/{form}/submissions", tag = "forms", params(("form" = String, Path), SubmissionQuery), responses((status = 200, body = SubmissionList), (status = 403, description = "No right")))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path(form): Path<String>,
    Query(query): Query<SubmissionQuery>,
) -> Result<Body<SubmissionList>, Problem> {
    let permit = review(&app, &actor, &form).await?;
    let state = query.state.unwrap_or(Kept::Held);
    let mut held = app.store.submissions(&form, state, query.before, MOST + 1).await?;
    let more = held.len() > MOST as usize;
    held.truncate(MOST as usize);
    let items = held.into_iter().map(|held| shown(&permit, held, language)).collect();
    let waiting = app.store.count_waiting(&form).await?;
    Ok(Body(SubmissionList { items, waiting, more, entity: permit.entity().entity.key.clone() }))
}

/// Accepts or rejects submissions that wait.
#[utoipa::path(post, path = "/api/v1/forms/{form}/submissions/decide", tag = "forms", params(("form" = String, Path)), request_body = Decisions, responses((status = 200, body = DecisionList), (status = 403, description = "No right"), (status = 422, description = "Too many at once")))]
pub async fn decide(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path(form): Path<String>,
    Body(body): Body<Decisions>,
) -> Result<Body<DecisionList>, Problem> {
    review(&app, &actor, &form).await?;
    if body.ids.is_empty() || body.ids.len() > MOST as usize {
        return Err(Problem::new(Code::Invalid)
            .detail(format!("一次处理 1 到 {MOST} 条"), format!("decide on 1 to {MOST} at once")));
    }
    let held = app.store.waiting(&form, &body.ids).await?;
    let mut items = Vec::with_capacity(body.ids.len());
    for id in body.ids {
        let one = held.iter().find(|held| held.id == id).cloned();
        items.push(decided(&app, &actor, (&form, id), one, body.decision, language).await?);
    }
    Ok(Body(DecisionList { items }))
}

async fn decided(
    app: &App,
    actor: &Actor,
    (form, id): (&str, Uuid),
    held: Option<Held>,
    decision: Decision,
    language: Language,
) -> Result<DecisionView, Problem> {
    let view = |outcome, record| DecisionView { id, outcome, record, issues: Vec::new() };
    let Some(held) = held else { return Ok(view("gone", None)) };
    let done = match decision {
        Decision::Reject => app.store.reject(id, actor).await,
        Decision::Accept => {
            let key =
                engine_core::key::DefinitionKey::parse(form).map_err(|_| Problem::new(Code::NotFound))?;
            let permit = app.gate.public(&key, &app.clock)?;
            app.store.accept(&permit, form, held, actor).await
        }
    };
    match done {
        Ok(Decided::Accepted(record)) => Ok(view("accepted", Some(record))),
        Ok(Decided::Rejected) => Ok(view("rejected", None)),
        Ok(Decided::Gone) => Ok(view("gone", None)),
        Err(StoreError::Issues(issues)) => {
            let issues = issues.iter().map(|issue| issue.to_json(language)).collect();
            Ok(DecisionView { issues, ..view("refused", None) })
        }
        Err(error) => Err(error.into()),
    }
}

async fn review(app: &App, actor: &Actor, form: &str) -> Result<Permit<Create>, Problem> {
    let entity = app.gate.snapshot().forms.get(form).map(|form| form.document.entity.clone());
    let entity = entity.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(app.gate.review(actor, entity.as_str(), &app.clock).await?)
}

fn shown(permit: &Permit<Create>, held: Held, language: Language) -> SubmissionView {
    let mut values = held.values;
    values.retain(|name, _| permit.right(name) >= Right::Readonly);
    let reason = |word: &String| {
        let known = Reason::ALL.iter().find(|reason| reason.word() == word);
        let message = known.map_or_else(|| word.clone(), |reason| reason.message().get(language).to_owned());
        ReasonView { code: word.clone(), message }
    };
    SubmissionView {
        id: held.id,
        at: held.at.to_string(),
        reasons: held.reasons.iter().map(reason).collect(),
        values,
        parameters: held.parameters,
        address: held.address,
        agent: held.agent,
        consent: held.consent.map(|(text, _)| text),
        record: held.record,
    }
}
