//! Definitions: drafts, publishing, versions, usages, schemas.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use engine_core::{
    definition::DefinitionKind,
    issue::{Issue, token},
    key::DefinitionKey,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::{IntoParams, ToSchema};

use super::{
    answers,
    extract::{Admin, Json as Body, Path, Query, Speaks},
    problem::{Code, Problem},
};
use crate::{
    app::App,
    catalog::{self, Document, Publication, Published},
    identity::Actor,
};

/// How long the answer to a publish waits for records to be computed anew.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

fn place(kind: &str, key: &str) -> Result<(DefinitionKind, DefinitionKey), Problem> {
    let kind = DefinitionKind::parse(kind).ok_or_else(|| Problem::new(Code::NotFound))?;
    let key = DefinitionKey::parse(key).map_err(|bad| {
        let issue = Issue::new("bad_key", "/key", bad.chinese(), bad.to_string());
        Problem::new(Code::InvalidDefinition).issues(vec![issue])
    })?;
    Ok((kind, key))
}

/// Which definitions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DefinitionsQuery {
    /// Of one kind.
    kind: Option<String>,
    /// Of one app.
    app: Option<String>,
}

/// Published definitions and drafts.
#[utoipa::path(get, path = "/api/v1/definitions", tag = "definitions", params(DefinitionsQuery), responses((status = 200, body = answers::DefinitionList)))]
pub async fn list(
    State(app): State<App>,
    _: Admin,
    Query(query): Query<DefinitionsQuery>,
) -> Result<Body<Json>, Problem> {
    let snapshot = app.catalog.snapshot();
    let drafts = app.catalog.drafts().await?;
    let wanted = |d: &Document| {
        query.kind.as_deref().is_none_or(|k| k == d.kind.word())
            && query.app.as_deref().is_none_or(|a| a == d.app.as_str())
    };
    let has_draft =
        |d: &Document| drafts.iter().any(|x| x.document.kind == d.kind && x.document.key == d.key);
    let row = |d: &Document, draft: bool| {
        let labels = d.body.pointer("/x-entity/labels").or_else(|| d.body.get("labels"));
        json!({ "kind": d.kind.word(), "key": d.key, "app": d.app, "labels": labels, "version": d.version, "draft": draft })
    };
    let mut items: Vec<Json> =
        snapshot.documents.values().filter(|d| wanted(d)).map(|d| row(d, has_draft(d))).collect();
    let new = drafts
        .iter()
        .filter(|x| !snapshot.documents.contains_key(&(x.document.kind, x.document.key.clone())));
    items.extend(new.filter(|x| wanted(&x.document)).map(|x| row(&x.document, true)));
    Ok(Body(json!({ "items": items })))
}

/// A published definition.
#[utoipa::path(get, path = "/api/v1/definitions/{kind}/{key}", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), responses((status = 200, body = Object)))]
pub async fn show(
    State(app): State<App>,
    _: Admin,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Body<Json>, Problem> {
    let place = place(&kind, &key)?;
    let snapshot = app.catalog.snapshot();
    snapshot.documents.get(&place).map(|d| Body(d.body.clone())).ok_or_else(|| Problem::new(Code::NotFound))
}

/// A draft.
#[utoipa::path(get, path = "/api/v1/definitions/{kind}/{key}/draft", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), responses((status = 200, body = Object)))]
pub async fn draft(
    State(app): State<App>,
    _: Admin,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (kind, key) = place(&kind, &key)?;
    let draft = app.catalog.draft(kind, &key).await?;
    Ok(with_etag((StatusCode::OK, Body(draft.document.body)).into_response(), &draft.etag))
}

fn with_etag(mut response: Response, etag: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("\"{etag}\"")) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// Saves a draft, even a wrong one, and lists everything that is wrong with it.
#[utoipa::path(put, path = "/api/v1/definitions/{kind}/{key}/draft", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), request_body = Object, responses((status = 200, body = answers::DraftSaved), (status = 409, description = "The draft changed meanwhile")))]
pub async fn save(
    State(app): State<App>,
    Admin(actor): Admin,
    Speaks(language): Speaks,
    Path((kind, key)): Path<(String, String)>,
    headers: HeaderMap,
    Body(body): Body<Json>,
) -> Result<Response, Problem> {
    let (kind, key) = place(&kind, &key)?;
    let refused = |issue: Issue| Problem::new(Code::InvalidDefinition).issues(vec![issue]);
    let document = Document::new(kind, key.as_str(), body).map_err(refused)?;
    let expected = if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v == "*") {
        Some(String::new())
    } else {
        headers.get(header::IF_MATCH).and_then(|v| v.to_str().ok()).map(|t| t.trim_matches('"').to_owned())
    };
    let issues = app.catalog.issues_of(&document);
    let etag = app.catalog.save_draft(document, expected, app.store.stamp(&actor)).await?;
    let issues: Vec<Json> = issues.iter().map(|i| i.to_json(language)).collect();
    Ok(with_etag((StatusCode::OK, Body(json!({ "etag": etag, "issues": issues }))).into_response(), &etag))
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/api/v1/definitions/{kind}/{key}/draft", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), responses((status = 204)))]
pub async fn discard(
    State(app): State<App>,
    Admin(actor): Admin,
    Path((kind, key)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (kind, key) = place(&kind, &key)?;
    app.catalog.discard_draft(kind, key, app.store.stamp(&actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws a published definition; refused while others use it. Its data stays.
#[utoipa::path(delete, path = "/api/v1/definitions/{kind}/{key}", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), responses((status = 204), (status = 409, description = "Still used")))]
pub async fn withdraw(
    State(app): State<App>,
    Admin(actor): Admin,
    Path((kind, key)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let place = place(&kind, &key)?;
    if !app.catalog.snapshot().documents.contains_key(&place) {
        return Err(Problem::new(Code::NotFound));
    }
    let publication = Publication { withdrawn: vec![place], ..Publication::default() };
    app.catalog.publish(publication, app.store.stamp(&actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The versions of a definition, newest first.
#[utoipa::path(get, path = "/api/v1/definitions/{kind}/{key}/versions", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), responses((status = 200, body = answers::VersionList)))]
pub async fn versions(
    State(app): State<App>,
    _: Admin,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Body<Json>, Problem> {
    let (kind, key) = place(&kind, &key)?;
    let versions = app.catalog.versions(kind, &key).await?;
    let items: Vec<Json> = versions
        .iter()
        .map(|v| json!({ "version": v.version, "sha256": v.sha256, "at": v.at.to_string(), "by": v.actor }))
        .collect();
    Ok(Body(json!({ "items": items })))
}

/// One version.
#[utoipa::path(get, path = "/api/v1/definitions/{kind}/{key}/versions/{version}", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path), ("version" = i64, Path)), responses((status = 200, body = Object)))]
pub async fn version(
    State(app): State<App>,
    _: Admin,
    Path((kind, key, version)): Path<(String, String, i64)>,
) -> Result<Body<Json>, Problem> {
    let (kind, key) = place(&kind, &key)?;
    Ok(Body(app.catalog.version(kind, &key, version).await?))
}

/// Who uses a definition.
#[utoipa::path(get, path = "/api/v1/definitions/{kind}/{key}/usages", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), responses((status = 200, body = answers::UsageList)))]
pub async fn usages(
    State(app): State<App>,
    _: Admin,
    Path((kind, key)): Path<(String, String)>,
) -> Result<Body<Json>, Problem> {
    let place = place(&kind, &key)?;
    let snapshot = app.catalog.snapshot();
    if !snapshot.documents.contains_key(&place) {
        return Err(Problem::new(Code::NotFound));
    }
    let items: Vec<Json> = catalog::usages(&snapshot, &place)
        .iter()
        .map(|u| json!({ "kind": u.by.0.word(), "key": u.by.1, "pointer": u.pointer, "field": u.field }))
        .collect();
    Ok(Body(json!({ "items": items })))
}

/// A definition by kind and key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// Its kind.
    kind: String,
    /// Its key.
    key: String,
}

/// Which drafts are published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishBody {
    /// All of them or none.
    drafts: Vec<PlaceBody>,
    /// Whether only to say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// Publishes a set of drafts, all or nothing.
#[utoipa::path(post, path = "/api/v1/publish", tag = "definitions", request_body = PublishBody, responses((status = 200, body = answers::PublishedDefinitions), (status = 422, description = "Issues")))]
pub async fn publish(
    State(app): State<App>,
    Admin(actor): Admin,
    Speaks(language): Speaks,
    Body(body): Body<PublishBody>,
) -> Result<Body<Json>, Problem> {
    let places: Result<Vec<_>, _> = body.drafts.iter().map(|d| place(&d.kind, &d.key)).collect();
    let published = app.catalog.publish_drafts(&places?, body.dry_run, app.store.stamp(&actor)).await?;
    let warnings = if body.dry_run { Vec::new() } else { filled(&app).await? };
    Ok(Body(published_json(&published, &warnings, language)))
}

/// Waits for records to be computed anew, but not for long; what is not done by then goes on beside the answer.
async fn filled(app: &App) -> Result<Vec<Issue>, Problem> {
    if let Ok(outcome) = tokio::time::timeout(PATIENCE, app.store.fill(&app.catalog)).await {
        outcome?;
    }
    let snapshot = app.catalog.snapshot();
    let fields = snapshot.computing.all();
    Ok(fields
        .map(|(entity, field)| {
            let at = format!("/entity/{entity}/properties{}", token(field));
            Issue::new(
                "computing",
                at,
                "正在为已有记录计算，完成前不显示",
                "being computed for the records there are; not shown until it is done",
            )
        })
        .collect())
}

fn published_json(published: &Published, warnings: &[Issue], language: engine_core::issue::Language) -> Json {
    let items: Vec<Json> = published
        .published
        .iter()
        .map(|(kind, key, version)| json!({ "kind": kind.word(), "key": key, "version": version }))
        .collect();
    let plan: Vec<&str> = published.plan.iter().map(|m| m.get(language)).collect();
    let warnings: Vec<Json> = warnings.iter().map(|issue| issue.to_json(language)).collect();
    json!({ "published": items, "plan": plan, "warnings": warnings })
}

/// Which version comes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackBody {
    /// Its number.
    version: i64,
}

/// Publishes an old version anew; data stays.
#[utoipa::path(post, path = "/api/v1/definitions/{kind}/{key}/rollback", tag = "definitions", params(("kind" = String, Path), ("key" = String, Path)), request_body = RollbackBody, responses((status = 200, body = answers::PublishedDefinitions)))]
pub async fn rollback(
    State(app): State<App>,
    Admin(actor): Admin,
    Speaks(language): Speaks,
    Path((kind, key)): Path<(String, String)>,
    Body(body): Body<RollbackBody>,
) -> Result<Body<Json>, Problem> {
    let (kind, key) = place(&kind, &key)?;
    let published = app.catalog.roll_back(kind, &key, body.version, app.store.stamp(&actor)).await?;
    let warnings = filled(&app).await?;
    Ok(Body(published_json(&published, &warnings, language)))
}

/// The schema that definitions of a kind meet.
#[utoipa::path(get, path = "/api/v1/schemas/{kind}", tag = "definitions", params(("kind" = String, Path)), responses((status = 200, body = Object)))]
pub async fn meta(_: Actor, Path(kind): Path<String>) -> Result<Body<Json>, Problem> {
    let kind = DefinitionKind::parse(&kind).ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Body(catalog::meta_schema(kind).clone()))
}

/// The schema that records of an entity meet.
#[utoipa::path(get, path = "/api/v1/schemas/entity/{key}", tag = "definitions", params(("key" = String, Path)), responses((status = 200, body = Object)))]
pub async fn compiled(
    State(app): State<App>,
    actor: Actor,
    Path(key): Path<String>,
) -> Result<Body<Json>, Problem> {
    let permit = app.gate.permit::<crate::access::View>(&actor, &key, &app.clock).await?;
    Ok(Body(super::typed::narrowed_schema(&permit)))
}
