//! What else is done with one record: restore, purge, claim, share, history.

use axum::{extract::State, http::StatusCode, response::Response};
use engine_core::{issue::Issue, key::FieldKey, moment::Date, plan::Plan, value::Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    answers,
    extract::{Json as Body, Path, Query},
    listing::{self, ListBody},
    problem::{Code, Problem, refuse},
    records::answer,
};
use crate::{
    access::{Delete, Edit, Share, View},
    app::App,
    identity::{Actor, names},
    records::error::StoreError,
    records::store::{Input, Revision, ShareLevel, SharePrincipal},
};

/// Brings a record back from the recycle bin.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/{id}/restore", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = answers::RecordBody)))]
pub async fn restore(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let permit = app.gate.permit::<Delete>(&actor, &entity, &app.clock).await?;
    let record = app.store.restore(&permit, id, app.store.stamp(&actor)).await?;
    Ok(answer(StatusCode::OK, &permit.to_view(), &record))
}

/// Removes a record from the recycle bin for good.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/{id}/purge", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 204)))]
pub async fn purge(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<StatusCode, Problem> {
    let permit = app.gate.permit::<Delete>(&actor, &entity, &app.clock).await?;
    app.store.purge(&permit, id, app.store.stamp(&actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a record without an owner.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/{id}/claim", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = answers::RecordBody), (status = 409, description = "It has an owner")))]
pub async fn claim(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    if !permit.entity().entity.owner {
        return Err(Problem::new(Code::StateConflict)
            .detail("这张数据表的记录没有负责人", "records of this entity have no owner"));
    }
    let plan = listing::plan(&permit, ListBody::default())?.plan;
    let record = app.store.get(&permit, plan, id).await?;
    if let Some(owner) = record.system_id("owner_id") {
        let mine = Some(owner) == actor.user();
        let detail = if mine { "已在您名下" } else { "已被别人领取" };
        return Err(Problem::new(Code::StateConflict).detail(detail, "it has an owner"));
    }
    let Some(me) = actor.user() else { return Err(Problem::new(Code::NoRight)) };
    let edit = app.gate.claim(&actor, &entity, &app.clock).await?;
    let mut input = Input::default();
    input.values.insert(FieldKey::parse("owner_id").expect("a legal key"), Value::Id(me));
    let revision = Revision { input, expected: Some(record.version()), why: Some(json!({ "claim": true })) };
    match app.store.update(&edit, id, revision, app.store.stamp(&actor), None).await {
        Ok(record) => Ok(answer(StatusCode::OK, &permit, &record)),
        Err(StoreError::Forbidden | StoreError::NotFound | StoreError::Stale | StoreError::Conflict(_)) => {
            Err(Problem::new(Code::StateConflict).detail("已被别人领取", "somebody claimed it meanwhile"))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is shared, with whom.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ShareBody {
    /// `{"user": id}`, `{"department": id}` or `{"team": id}`.
    principal: Option<SharePrincipal>,
    /// `view` or `edit`.
    level: Option<ShareLevel>,
    /// The last day.
    #[schema(value_type = Option<String>)]
    until: Option<String>,
    /// A share to end.
    remove: Option<Uuid>,
}

/// Shares a record, or ends a share; answers with those that are left.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/{id}/share", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), request_body = ShareBody, responses((status = 200, body = answers::ShareList)))]
pub async fn share(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    Body(body): Body<ShareBody>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<Share>(&actor, &entity, &app.clock).await?;
    let stamp = app.store.stamp(&actor);
    let until = checked(&body)?;
    match (body.principal, body.remove) {
        (Some(principal), None) => {
            let level = body.level.unwrap_or(ShareLevel::View);
            if level == ShareLevel::Edit {
                let edit = app.gate.permit::<Edit>(&actor, &entity, &app.clock).await?;
                app.store.reachable(&edit, id, false).await?;
            }
            app.store.share(&permit, id, principal, level, until, stamp).await?;
        }
        (None, Some(share)) => app.store.unshare(&permit, id, share, stamp).await?,
        // Both is refused before.
        (None, None) | (Some(_), Some(_)) => {}
    }
    let shares = app.store.shares(&permit, id).await?;
    let items: Vec<Json> = shares
        .iter()
        .map(|s| {
            json!({
                "id": s.id, "principal": { s.principal_kind.as_str(): s.principal_id },
                "level": s.level, "until": s.until.map(|d| d.to_string()),
            })
        })
        .collect();
    Ok(Body(json!({ "items": items })))
}

/// The last day of a share, or everything that is wrong with what is asked.
fn checked(body: &ShareBody) -> Result<Option<Date>, Problem> {
    let mut issues = Vec::new();
    let until = body.until.as_deref().map(str::parse::<Date>);
    if let Some(Err(_)) = until {
        issues.push(Issue::new(
            "bad_date",
            "/until",
            "应为日期，如 2030-01-31",
            "give a day such as 2030-01-31",
        ));
    }
    if body.principal.is_some() && body.remove.is_some() {
        let (chinese, english) = ("不能同时共享和取消共享", "either share or remove a share");
        issues.push(Issue::new("not_both", "/remove", chinese, english));
    }
    refuse(Code::Invalid, issues)?;
    Ok(until.and_then(Result::ok))
}

/// Which part of a history.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// At most 500.
    limit: Option<u32>,
    /// Where the page before ended.
    cursor: Option<i64>,
}

/// What happened to a record, newest first.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/records/{id}/history", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path), HistoryQuery), responses((status = 200, body = answers::ChangeList)))]
pub async fn history(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    Query(query): Query<HistoryQuery>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let plan = listing::plan(&permit, ListBody { fields: Some(Vec::new()), ..ListBody::default() })?.plan;
    let living = app.store.get(&permit, plan.clone(), id).await;
    if let Err(unseen) = living {
        let Ok(bin) = app.gate.permit::<Delete>(&actor, &entity, &app.clock).await else {
            return Err(unseen.into());
        };
        app.store.get(&bin.to_view(), Plan { deleted: true, ..plan }, id).await?;
    }
    let limit = query.limit.unwrap_or(50).clamp(1, 500);
    let page = app.store.history(&permit, id, query.cursor, limit).await?;
    let people: Vec<Uuid> = page.entries.iter().filter_map(|e| e.actor).collect();
    let people = names::people(&app, &people).await?;
    let items: Vec<Json> = page
        .entries
        .iter()
        .map(|e| {
            let changes: Vec<Json> = e
                .fields
                .iter()
                .map(|(field, pair)| json!({ "field": field, "old": pair[0], "new": pair[1] }))
                .collect();
            let actor = e.actor.map(|id| json!({ "id": id, "name": people.get(&id) }));
            json!({
                "position": e.seq, "at": e.at.to_string(), "actor": actor, "action": e.action,
                "changes": changes, "why": e.why, "batch": e.batch,
            })
        })
        .collect();
    Ok(Body(json!({ "items": items, "next_cursor": page.next.map(|n| n.to_string()) })))
}
