//! An answer given again: to whom still has every right it took, with what they may see today.
//!
//! Errors: 403 and 404 as the request itself would be answered without those rights; 409 `already_done` when the
//!         answer was given that once, was too large to keep, or shows a record that is out of the caller's reach now.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{Once, under_way};
use crate::{
    access::{Asked, AskedRight, Permit, View},
    app::App,
    http::{
        extract::administers,
        problem::{Code, Problem},
    },
    identity::Actor,
    records::{
        error::StoreError,
        idempotency::{Answer, Remembered},
    },
};

impl Once {
    /// What is known of a key, as an answer.
    pub(super) async fn told(&self, app: &App, known: Remembered) -> Result<Response, Problem> {
        let Some(keyed) = &self.0 else { return Err(under_way()) };
        match known {
            Remembered::OtherRequest => Err(Problem::new(Code::KeyReused)),
            Remembered::UnderWay(since) | Remembered::Abandoned(since) => {
                Err(under_way().extra("since", since.to_string()))
            }
            Remembered::Unfinished(since) => {
                Err(Problem::new(Code::Unfinished).extra("since", since.to_string()))
            }
            Remembered::Answered(answer) => again(app, &keyed.actor, answer).await,
        }
    }
}

async fn again(app: &App, actor: &Actor, mut answer: Answer) -> Result<Response, Problem> {
    let rights = Asked::read(&answer.rights);
    for right in &rights {
        match right {
            AskedRight::Administer => drop(administers(actor.clone())?),
            AskedRight::On(action, entity) => app.gate.again(actor, *action, entity)?,
        }
    }
    let done = || Problem::new(Code::AlreadyDone).extra("answered", answer.status);
    let mut body = answer.body.clone().ok_or_else(done)?;
    let shown = rights.iter().find_map(|right| match right {
        AskedRight::On(_, entity) => Some(entity.as_str()),
        AskedRight::Administer => None,
    });
    if let (Some(entity), Ok(mut document)) = (shown, serde_json::from_str::<Json>(&body)) {
        let records = records_in(&mut document);
        if !records.is_empty() {
            let view = app.gate.permit::<View>(actor, entity, &app.clock).await?;
            for (id, record) in records {
                if !still_seen(app, &view, id).await? {
                    return Err(done());
                }
                view.hide_json(record);
            }
            body = document.to_string();
        }
    }
    answer.body = None;
    Ok(told_again(answer, body))
}

/// An answer as it was given, with a body that may have been narrowed since; its own where it has one.
pub fn told_again(answer: Answer, body: String) -> Response {
    let mut response = Response::new(Body::from(answer.body.unwrap_or(body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

async fn still_seen(app: &App, view: &Permit<View>, id: Uuid) -> Result<bool, Problem> {
    match app.store.reachable(view, id, false).await {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound | StoreError::Forbidden) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The records of an answer: itself, or its items.
fn records_in(document: &mut Json) -> Vec<(Uuid, &mut Map<String, Json>)> {
    fn record(json: &mut Json) -> Option<(Uuid, &mut Map<String, Json>)> {
        let members = json.as_object_mut()?;
        let id = members.get("id")?.as_str()?.parse().ok()?;
        members.get("version")?.as_i64()?;
        Some((id, members))
    }
    if document.get("items").is_some_and(Json::is_array) {
        let items = document.get_mut("items").and_then(Json::as_array_mut);
        return items.into_iter().flatten().filter_map(record).collect();
    }
    record(document).into_iter().collect()
}
