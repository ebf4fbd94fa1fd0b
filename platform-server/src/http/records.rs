//! Records: lists, one by one, written by JSON.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine_core::{
    issue::Issue,
    plan::Plan,
    policy::{Action, Right},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    answers, duplicates, expand,
    extract::{Json as Body, Path, Query, Reader, Speaks},
    idempotent::{Once, answered},
    listing::{self, ListBody, ListQuery},
    problem::{Code, Problem},
};
use crate::{
    access::{ActionMarker, Create, Delete, Denied, Edit, Permit, Unmask, View},
    app::App,
    identity::Actor,
    records::{
        record::Record,
        store::{Insert, Revision},
    },
};

/// A page of records.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct RecordList {
    /// The records.
    #[schema(value_type = Vec<answers::RecordBody>)]
    pub items: Vec<Json>,
    /// Where the next page starts; null at the end.
    pub next_cursor: Option<String>,
    /// How many there are in all, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}

/// What a single record is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OneQuery {
    /// Fields to show, comma-separated.
    pub fields: Option<String>,
    /// References to put into words, comma-separated.
    pub expand: Option<String>,
    /// A moment to look back to.
    pub as_of: Option<String>,
    /// Whether to look in the recycle bin, which takes the right to delete.
    #[serde(default)]
    pub deleted: bool,
    /// Masked fields to show whole, comma-separated; it is logged who saw them.
    pub unmask: Option<String>,
    /// Whether to tell as `_actions` what the caller may do with this very record.
    #[serde(default)]
    pub actions: bool,
}

/// A page of records.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/records", tag = "records", params(("entity" = String, Path), ListQuery), responses((status = 200, body = RecordList)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Body<RecordList>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    listed(&app, &permit, query.into_body()?).await.map(Body)
}

/// A page of records, asked for in the body.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/query", tag = "records", params(("entity" = String, Path)), request_body = ListBody, responses((status = 200, body = RecordList)))]
pub async fn query(
    State(app): State<App>,
    Reader(actor): Reader,
    Path(entity): Path<String>,
    Body(body): Body<ListBody>,
) -> Result<Body<RecordList>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    listed(&app, &permit, body).await.map(Body)
}

/// A page, with what may be done with each record where that was asked.
async fn listed(app: &App, permit: &Permit<View>, body: ListBody) -> Result<RecordList, Problem> {
    let wanted = body.actions;
    if wanted && body.as_of.is_some() {
        return Err(no_past_actions());
    }
    let mut list = run(app, permit, body).await?;
    if wanted {
        let id = |item: &Json| item["id"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        let ids: Vec<Uuid> = list.items.iter().filter_map(id).collect();
        let told = app.store.actions(permit, &ids).await?;
        for (item, actions) in list.items.iter_mut().zip(told) {
            item["_actions"] = words(actions);
        }
    }
    Ok(list)
}

fn no_past_actions() -> Problem {
    Problem::new(Code::Invalid)
        .detail("只能查看当前记录可做的操作", "`actions` are told of a living record, as it is now")
}

fn words(actions: Vec<(Action, bool)>) -> Json {
    Json::Object(
        actions.into_iter().map(|(action, may)| (action.word().to_owned(), Json::Bool(may))).collect(),
    )
}

/// Runs a list.
pub(super) async fn run<A: ActionMarker>(
    app: &App,
    permit: &Permit<A>,
    body: ListBody,
) -> Result<RecordList, Problem> {
    let list = listing::plan(permit, body)?;
    let narrowed = permit.narrow(list.plan)?;
    let page = app.store.page(permit.entity(), &narrowed).await?;
    let items = expand::present(app, permit, &page.records, &list.beside).await?;
    let count = app.store.count(permit.entity(), &narrowed, list.count).await?;
    let next_cursor = page.next.map(|(values, n)| super::cursor::encode_cursor(&values, n));
    Ok(RecordList { items, next_cursor, count })
}

/// Makes a record.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records", tag = "records", params(("entity" = String, Path)), request_body = Object, responses((status = 201, body = answers::RecordBody), (status = 422, description = "Issues")))]
pub async fn create(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
    Speaks(language): Speaks,
    once: Once,
    Body(values): Body<Map<String, Json>>,
) -> Result<Response, Problem> {
    let permit = app.gate.permit::<Create>(&actor, &entity, &app.clock).await?;
    let input = app.store.read_input(&permit, &values, None).await?;
    let view = permit.to_view();
    let remember = once.remember({
        let view = view.clone();
        let entity = entity.clone();
        move |records| {
            let headers =
                [(header::ETAG, etag(&records[0])), (header::LOCATION, place(&entity, &records[0]))];
            answered(StatusCode::CREATED, &headers, own_json(&view, &records[0]).to_string())
        }
    });
    let insert = Insert { input: input.clone(), why: None };
    let written = app.store.create(&permit, vec![insert], app.store.stamp(&actor), remember).await;
    let records = match once.settle(&app, written).await? {
        Ok(records) => records,
        Err(before) => return Ok(before),
    };
    let record = &records[0];
    let mut item = own_json(&view, record);
    let alike = duplicates::hint(&app, &permit, &input, record.id(), language).await?;
    if !alike.is_empty() {
        item["_duplicates"] = Json::Array(alike);
    }
    let mut response = with_etag((StatusCode::CREATED, Body(item)).into_response(), record);
    if let Ok(place) = HeaderValue::from_str(&place(&entity, record)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// One record.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/records/{id}", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path), OneQuery), responses((status = 200, body = answers::RecordBody), (status = 404, description = "Not visible")))]
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    Query(query): Query<OneQuery>,
) -> Result<Response, Problem> {
    let permit = if query.deleted {
        app.gate.permit::<Delete>(&actor, &entity, &app.clock).await?.to_view()
    } else {
        app.gate.permit::<View>(&actor, &entity, &app.clock).await?
    };
    if query.unmask.is_some() && (query.as_of.is_some() || query.deleted) {
        return Err(Problem::new(Code::Invalid)
            .detail("只能查看当前记录的完整内容", "only a living record is unmasked, as it is now"));
    }
    if query.actions && (query.as_of.is_some() || query.deleted) {
        return Err(no_past_actions());
    }
    let list =
        ListQuery { fields: query.fields, expand: query.expand, as_of: query.as_of, ..ListQuery::default() };
    let list = listing::plan(&permit, list.into_body()?)?;
    let plan = Plan { deleted: query.deleted, ..list.plan };
    let record = app.store.get(&permit, plan, id).await?;
    let mut items = expand::present(&app, &permit, std::slice::from_ref(&record), &list.beside).await?;
    let mut item = items.swap_remove(0);
    if let Some(wanted) = query.unmask {
        let whole = unmasked(&app, &permit, id, &wanted).await?;
        if let Some(map) = item.as_object_mut() {
            map.extend(whole);
        }
    }
    if query.actions {
        let mut told = app.store.actions(&permit, &[id]).await?;
        item["_actions"] = words(told.swap_remove(0));
    }
    Ok(with_etag((StatusCode::OK, Body(item)).into_response(), &record))
}

/// The whole values of masked fields of one record.
async fn unmasked(
    app: &App,
    view: &Permit<View>,
    id: Uuid,
    wanted: &str,
) -> Result<Map<String, Json>, Problem> {
    let entity = &view.entity().entity;
    let (mut keys, mut issues) = (Vec::new(), Vec::new());
    for key in wanted.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        match entity.own_field(key) {
            Some(field) if view.right(key) == Right::Hidden || field.kind.rules().computed() => {
                return Err(Denied::Field(key.to_owned()).into());
            }
            Some(field) => keys.push(field.key.clone()),
            None => {
                issues.push(Issue::new("unknown_field", "/unmask", "没有这一项", "there is no such field"));
            }
        }
    }
    if !issues.is_empty() {
        return Err(Problem::new(Code::Invalid).issues(issues));
    }
    let permit = app.gate.permit::<Unmask>(view.actor(), entity.key.as_str(), &app.clock).await?;
    Ok(app.store.unmask(&permit, id, &keys, app.store.stamp(view.actor())).await?)
}

/// Changes a record by a merge patch.
#[utoipa::path(patch, path = "/api/v1/entities/{entity}/records/{id}", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), request_body = Object, responses((status = 200, body = answers::RecordBody), (status = 409, description = "Somebody changed the same field"), (status = 422, description = "Issues")))]
pub async fn change(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
    Body(values): Body<Map<String, Json>>,
) -> Result<Response, Problem> {
    let permit = app.gate.permit::<Edit>(&actor, &entity, &app.clock).await?;
    let input = app.store.read_input(&permit, &values, Some(id)).await?;
    let revision = Revision { input, expected: if_match(&headers)?, why: None };
    let record = app.store.update(&permit, id, revision, app.store.stamp(&actor), None).await?;
    Ok(answer(StatusCode::OK, &permit.to_view(), &record))
}

/// Moves a record to the recycle bin.
#[utoipa::path(delete, path = "/api/v1/entities/{entity}/records/{id}", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 204), (status = 409, description = "Still used, or changed by somebody")))]
pub async fn delete(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let permit = app.gate.permit::<Delete>(&actor, &entity, &app.clock).await?;
    app.store.delete(&permit, id, if_match(&headers)?, app.store.stamp(&actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The version of an `If-Match` header.
fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.trim_start_matches("W/").trim_matches('"').parse();
    number.map(Some).map_err(|_| {
        let issue =
            Issue::new("bad_version", "/If-Match", "If-Match 应为 ETag 的内容", "send the ETag as If-Match");
        Problem::new(Code::Malformed).issues(vec![issue])
    })
}

/// A record just written, as far as its writer may see its fields.
pub(super) fn own_json(permit: &Permit<View>, record: &Record) -> Json {
    let mut shown = record.clone();
    permit.hide(&mut shown);
    expand::to_json(permit.entity(), &shown)
}

/// The answer that shows a record just written.
pub(super) fn answer(status: StatusCode, permit: &Permit<View>, record: &Record) -> Response {
    with_etag((status, Body(own_json(permit, record))).into_response(), record)
}

fn etag(record: &Record) -> String {
    format!("\"{}\"", record.version())
}

fn place(entity: &str, record: &Record) -> String {
    format!("/api/v1/entities/{entity}/records/{}", record.id())
}

fn with_etag(mut response: Response, record: &Record) -> Response {
    if let Ok(etag) = HeaderValue::from_str(&etag(record)) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
