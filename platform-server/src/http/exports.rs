//! Exports: ask for a file, look whether it is there, take it.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::Value as Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    download::download,
    extract::{Json as Body, Path, Reader, Speaks, administers},
    listing::ListBody,
    problem::Problem,
};
use crate::{
    access,
    app::App,
    exchange::exports::{self, Contained, Export, ExportView, Format, Wanted},
    identity::Actor,
};

/// What an export shall hold.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExportBody {
    /// What kind of file.
    format: Format,
    /// Which records.
    #[schema(value_type = Option<super::answers::FilterBody>)]
    filter: Option<Json>,
    /// And hold these words.
    q: Option<String>,
    /// Fields, in order; every one the caller sees when absent.
    fields: Option<Vec<String>>,
    /// Fields, `-` for descending.
    sort: Option<Vec<String>>,
}

/// What kind of file.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EverythingBody {
    /// What kind of files besides JSONL.
    format: Format,
    /// Whether to write the complete archive, which another installation can be restored from; for administrators.
    complete: bool,
}

/// Writes the records of a filter into a file, in the background.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/exports", tag = "exports", params(("entity" = String, Path)), request_body = ExportBody, responses((status = 202, body = ExportView)))]
pub async fn begin(
    State(app): State<App>,
    Reader(actor): Reader,
    Speaks(language): Speaks,
    Path(entity): Path<String>,
    Body(body): Body<ExportBody>,
) -> Result<Response, Problem> {
    let ExportBody { format, filter, q, fields, sort } = body;
    let wanted = Wanted { format, list: ListBody { filter, q, fields, sort, ..ListBody::default() } };
    let (job, _) = exports::begin(&app, &actor, &entity, wanted).await?;
    Ok((StatusCode::ACCEPTED, Body(job.view(language))).into_response())
}

/// How an export stands.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/exports/{id}", tag = "exports", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = ExportView)))]
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Body<ExportView>, Problem> {
    Ok(Body(Export::load(&app, &actor, Some(&entity), id).await?.view(language)))
}

/// The file.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/exports/{id}/file", tag = "exports", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, description = "The file", content_type = "application/octet-stream")))]
pub async fn file(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let job = Export::load(&app, &actor, Some(&entity), id).await?;
    app.gate.permit::<access::Export>(&actor, &entity, &app.clock).await?;
    Ok(download(job.open(&app)?, &job.row.file, "application/octet-stream"))
}

/// Writes everything the caller may export into one archive, in the background.
#[utoipa::path(post, path = "/api/v1/exports", tag = "exports", request_body = EverythingBody, responses((status = 202, body = ExportView)))]
pub async fn everything(
    State(app): State<App>,
    Reader(actor): Reader,
    Speaks(language): Speaks,
    Body(body): Body<EverythingBody>,
) -> Result<Response, Problem> {
    let (job, _) = if body.complete {
        let actor = administers(actor)?;
        access::granted(&access::AskedRight::Administer);
        exports::begin_complete(&app, &actor).await?
    } else {
        exports::begin_everything(&app, &actor, body.format).await?
    };
    Ok((StatusCode::ACCEPTED, Body(job.view(language))).into_response())
}

/// How an export of everything stands.
#[utoipa::path(get, path = "/api/v1/exports/{id}", tag = "exports", params(("id" = Uuid, Path)), responses((status = 200, body = ExportView)))]
pub async fn show_everything(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path(id): Path<Uuid>,
) -> Result<Body<ExportView>, Problem> {
    Ok(Body(Export::load(&app, &actor, None, id).await?.view(language)))
}

/// The archive.
#[utoipa::path(get, path = "/api/v1/exports/{id}/file", tag = "exports", params(("id" = Uuid, Path)), responses((status = 200, description = "The archive", content_type = "application/zip")))]
pub async fn archive(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let job = Export::load(&app, &actor, None, id).await?;
    match exports::contained(&app, &job)? {
        Contained::Everything => drop(administers(actor)?),
        Contained::Entities(entities) => {
            for entity in entities {
                app.gate.permit::<access::Export>(&actor, &entity, &app.clock).await?;
            }
        }
    }
    Ok(download(job.open(&app)?, &job.row.file, "application/zip"))
}
