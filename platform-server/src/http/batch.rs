//! Operations that all succeed or none.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use engine_core::issue::Issue;
use serde_json::{Value as Json, json};

use super::{
    bulk::BatchBody,
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
    let mut operations = Vec::with_capacity(wanted.len());
    for (index, (op, id, values, version)) in wanted.into_iter().enumerate() {
        let needs_id = || id.ok_or_else(|| missing_id(index));
        operations.push(match op.as_str() {
            "create" => {
                let permit = app.gate.permit::<Create>(actor, entity, &app.clock).await?;
                let read = app.store.read_input(&permit, &values, None).await;
                let input = read.map_err(|error| placed(error, index))?;
                Operation::Create(permit, input)
            }
            "update" => {
                let permit = app.gate.permit::<Edit>(actor, entity, &app.clock).await?;
                let read = app.store.read_input(&permit, &values, id).await;
                let input = read.map_err(|error| placed(error, index))?;
                Operation::Update(permit, needs_id()?, Revision { input, expected: version, why: None })
            }
            "delete" => {
                Operation::Delete(app.gate.permit::<Delete>(actor, entity, &app.clock).await?, needs_id()?)
            }
            _ => {
                let issue = Issue::new(
                    "bad_operation",
                    format!("/operations/{index}/op"),
                    "只能是 create、update、delete",
                    "create, update or delete",
                );
                return Err(Problem::new(Code::Invalid).issues(vec![issue]));
            }
        });
    }
    let view = app.gate.permit::<View>(actor, entity, &app.clock).await?;
    let stamp = app.store.batch_stamp(actor);
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

fn missing_id(index: usize) -> Problem {
    let issue = Issue::new("required", format!("/operations/{index}/id"), "请给出 id", "give the id");
    Problem::new(Code::Invalid).issues(vec![issue])
}

fn placed(error: crate::records::error::StoreError, index: usize) -> Problem {
    use crate::records::error::StoreError;
    let below = |issues: Vec<Issue>| -> Vec<Issue> {
        issues.into_iter().map(|i| i.below(&format!("/operations/{index}/values"))).collect()
    };
    match error {
        StoreError::Issues(issues) => StoreError::Issues(below(issues)).into(),
        StoreError::ForbiddenFields(issues) => StoreError::ForbiddenFields(below(issues)).into(),
        other => other.into(),
    }
}
