//! Operations that all succeed or none.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use engine_core::issue::Issue;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    bulk::{BatchBody, Operation as Wanted},
    extract::Json as Body,
    idempotent::{Once, answered},
    problem::{Code, Problem},
    records::own_json,
};
use crate::{
    access::{Create, Delete, Edit, View},
    app::App,
    identity::Actor,
    records::{
        changes::Stamp,
        error::StoreError,
        record::Record,
        store::{Operation, Revision},
    },
};

/// Most operations.
const MOST: usize = 100;

/// Checks the operations, then runs them.
pub(super) async fn run(
    app: &App,
    actor: &Actor,
    entity: &str,
    body: BatchBody,
    once: Once,
) -> Result<Response, Problem> {
    let wanted = body.into_operations();
    if wanted.is_empty() || wanted.len() > MOST {
        let issue = Issue::new("too_many", "/operations", "1 到 100 个操作", "1 to 100 operations");
        return Err(Problem::new(Code::Invalid).issues(vec![issue]));
    }
    let stamp = app.store.batch_stamp(actor);
    let operations = read(app, actor, entity, wanted, &stamp).await?;
    let view = app.gate.permit::<View>(actor, entity, &app.clock).await?;
    let batch = stamp.batch;
    let deletes: Vec<bool> = operations.iter().map(|o| matches!(o, Operation::Delete(..))).collect();
    let render = {
        let view = view.clone();
        move |records: &[Record]| {
            let items: Vec<Json> = records
                .iter()
                .zip(&deletes)
                .map(|(r, deleted)| if *deleted { Json::Null } else { own_json(&view, r) })
                .collect();
            answered(StatusCode::OK, &[], json!({ "items": items, "batch": batch }).to_string())
        }
    };
    let remember = once.remember(render);
    let written = app.store.atomic(&operations, &stamp, entity, remember).await;
    let records = match once.settle(app, written).await? {
        Ok(records) => records,
        Err(before) => return Ok(before),
    };
    let items: Vec<Json> =
        records.iter().map(|r| r.as_ref().map_or(Json::Null, |r| own_json(&view, r))).collect();
    Ok((StatusCode::OK, Body(json!({ "items": items, "batch": batch }))).into_response())
}

/// Reads operations, or tells everything that is wrong with all of them.
async fn read(
    app: &App,
    actor: &Actor,
    entity: &str,
    wanted: Vec<Wanted>,
    stamp: &Stamp,
) -> Result<Vec<Operation>, Problem> {
    let (mut right, mut wrong) = (Vec::with_capacity(wanted.len()), Wrong::default());
    for (index, wanted) in wanted.into_iter().enumerate() {
        if let Some(operation) = read_one(app, actor, entity, (index, wanted), &mut wrong).await? {
            right.push((index, operation));
        }
    }
    if !wrong.forbidden.is_empty() {
        return Err(StoreError::ForbiddenFields(wrong.forbidden).into());
    }
    if wrong.requests.is_empty() && wrong.values.is_empty() {
        return Ok(right.into_iter().map(|(_, operation)| operation).collect());
    }
    wrong.values.extend(app.store.wrong(&right, stamp).await?);
    let code = if wrong.values.is_empty() { Code::Invalid } else { Code::InvalidRecord };
    let mut issues = wrong.requests;
    issues.extend(wrong.values);
    Err(Problem::new(code).issues(issues))
}

/// What is wrong with operations.
#[derive(Default)]
struct Wrong {
    /// Fields that the caller may not write.
    forbidden: Vec<Issue>,
    /// With the operations themselves.
    requests: Vec<Issue>,
    /// With what they would write.
    values: Vec<Issue>,
}

/// Reads one operation; nothing when it is wrong.
async fn read_one(
    app: &App,
    actor: &Actor,
    entity: &str,
    (index, (op, id, values, version)): (usize, Wanted),
    wrong: &mut Wrong,
) -> Result<Option<Operation>, Problem> {
    let at = |member: &str| format!("/operations/{index}/{member}");
    if !["create", "update", "delete"].contains(&op.as_str()) {
        let (chinese, english) = ("只能是 create、update、delete", "create, update or delete");
        wrong.requests.push(Issue::new("bad_operation", at("op"), chinese, english));
        return Ok(None);
    }
    if op != "create" && id.is_none() {
        wrong.requests.push(Issue::new("required", at("id"), "请给出 id", "give the id"));
    }
    let id = match id.as_deref().map(str::parse::<Uuid>) {
        Some(Err(_)) => {
            wrong.requests.push(Issue::new("bad_id", at("id"), "不是有效的编号", "This is not an id"));
            None
        }
        given => given.and_then(Result::ok),
    };
    let (gate, clock) = (&app.gate, &app.clock);
    let read = match (op.as_str(), id) {
        ("create", _) => {
            let permit = gate.permit::<Create>(actor, entity, clock).await?;
            app.store.read_input(&permit, &values, None).await.map(|input| Operation::Create(permit, input))
        }
        ("update", id) => {
            let permit = gate.permit::<Edit>(actor, entity, clock).await?;
            let input = match app.store.read_input(&permit, &values, id).await {
                Ok(input) => input,
                Err(error) => return wrong.note(error, index),
            };
            let Some(id) = id else { return Ok(None) };
            Ok(Operation::Update(permit, id, Revision { input, expected: version, why: None }))
        }
        (_, Some(id)) => {
            Ok(Operation::Delete(gate.permit::<Delete>(actor, entity, clock).await?, id, version))
        }
        (_, None) => return Ok(None),
    };
    match read {
        Ok(operation) => Ok(Some(operation)),
        Err(error) => wrong.note(error, index),
    }
}

impl Wrong {
    fn note(&mut self, error: StoreError, index: usize) -> Result<Option<Operation>, Problem> {
        let below = |issues: Vec<Issue>| {
            issues.into_iter().map(move |i| i.below(&format!("/operations/{index}/values")))
        };
        match error {
            StoreError::Issues(issues) => self.values.extend(below(issues)),
            StoreError::ForbiddenFields(issues) => self.forbidden.extend(below(issues)),
            other => return Err(other.into()),
        }
        Ok(None)
    }
}
