//! Imports: upload, look, correct, apply, take back.

use axum::{
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State, multipart::Field},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use engine_core::issue::{Issue, Language};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    bulk::UndoBody,
    download::{download, left_out_name},
    extract::{Json as Body, MaybeJson as MaybeBody, Path, Query, Speaks},
    idempotent::Once,
    problem::{Code, Problem},
};
use crate::{
    access::{Import, Permit},
    app::App,
    exchange::imports::{self, Goal, ImportView, RowsPage, RowsWanted, mappings},
    identity::Actor,
    records::idempotency::request_digest,
    transfer::{
        limits,
        mapping::{Mapping, SavedMapping},
        refused_rows::LeftOut,
    },
};

/// Bytes around the file in an upload.
const AROUND: u64 = 64 << 10;
/// Largest page of rows.
const LARGEST_PAGE: usize = 500;

/// What is uploaded.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ImportUpload {
    /// A CSV or XLSX file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The name of a saved mapping.
    mapping: Option<String>,
}

async fn permit(app: &App, actor: &Actor, entity: &str) -> Result<Permit<Import>, Problem> {
    Ok(app.gate.permit::<Import>(actor, entity, &app.clock).await?)
}

/// Uploads a file; it is read and verified in the background, and nothing is written.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/imports", tag = "imports", params(("entity" = String, Path)), request_body(content = ImportUpload, content_type = "multipart/form-data"), responses((status = 202, body = ImportView)))]
pub async fn upload(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path(entity): Path<String>,
    once: Once,
    mut request: Request,
) -> Result<Response, Problem> {
    permit(&app, &actor, &entity).await?;
    DefaultBodyLimit::max(usize::try_from(limits::LARGEST_FILE + AROUND).unwrap_or(usize::MAX))
        .apply(&mut request);
    let multipart =
        Multipart::from_request(request, &app).await.map_err(|_| Problem::new(Code::ContentType))?;
    let id = app.clock.id();
    let begun = match receive(&app, id, multipart).await {
        Ok(received) => begin(&app, &actor, &entity, (id, received), &once).await,
        Err(problem) => Err(problem),
    };
    let begun = match begun {
        Ok(Begun::Now(job)) => return Ok((StatusCode::ACCEPTED, Body(job.view(language))).into_response()),
        Ok(Begun::Before(answer)) => Ok(answer),
        Err(problem) => Err(problem),
    };
    drop(tokio::fs::remove_dir_all(app.exchange.folder(id)).await);
    begun
}

/// Longest name of a saved mapping, in bytes.
const LONGEST_NAME: usize = 1_000;

/// A part that is a name.
async fn short(mut part: Field<'_>) -> Result<String, Problem> {
    let mut name = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
        name.extend_from_slice(&piece);
        if name.len() > LONGEST_NAME {
            let issue = Issue::new("too_long", "/mapping", "名称过长", "this is too long for a name");
            return Err(Problem::new(Code::Invalid).issues(vec![issue]));
        }
    }
    Ok(String::from_utf8_lossy(&name).trim().to_owned())
}

/// What an upload led to.
enum Begun {
    Now(Box<imports::Import>),
    /// The same upload was answered before.
    Before(Response),
}

async fn begin(
    app: &App,
    actor: &Actor,
    entity: &str,
    (id, received): (Uuid, Received),
    once: &Once,
) -> Result<Begun, Problem> {
    let Received { file, mapping, content } = received;
    let saved = mapping.clone().unwrap_or_default();
    let parts = [entity.as_bytes(), file.as_bytes(), saved.as_bytes(), content.as_slice()];
    if let Some(answer) = once.came_in(app, request_digest(&parts)).await? {
        return Ok(Begun::Before(answer));
    }
    let (job, _) = imports::begin(app, actor, entity, id, file, mapping, Goal::Verify).await?;
    Ok(Begun::Now(Box::new(job)))
}

/// The parts of an upload.
struct Received {
    /// The name of the file, which lies on disk.
    file: String,
    /// The saved mapping.
    mapping: Option<String>,
    /// The digest of what the file holds.
    content: Vec<u8>,
}

/// Takes in the parts of an upload.
async fn receive(app: &App, id: Uuid, mut parts: Multipart) -> Result<Received, Problem> {
    let (mut file, mut mapping, mut content) = (None, None, Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
        match part.name() {
            Some("file") if file.is_none() => {
                let name = part.file_name().unwrap_or_default().to_owned();
                content = store(app, id, part).await?;
                file = Some(name.rsplit(['/', '\\']).next().unwrap_or_default().chars().take(200).collect());
            }
            Some("mapping") => {
                mapping = Some(short(part).await?).filter(|name| !name.is_empty());
            }
            _ => {
                let issue = Issue::new(
                    "unknown_field",
                    "",
                    "只能有 file 和 mapping",
                    "only `file` and `mapping` belong here",
                );
                return Err(Problem::new(Code::Invalid).issues(vec![issue]));
            }
        }
    }
    let missing = || {
        Problem::new(Code::Invalid).issues(vec![Issue::new(
            "required",
            "/file",
            "请选择文件",
            "choose a file",
        )])
    };
    Ok(Received { file: file.ok_or_else(missing)?, mapping, content })
}

/// Writes the file to disk; the digest of what it holds.
async fn store(app: &App, id: Uuid, mut part: Field<'_>) -> Result<Vec<u8>, Problem> {
    let path = imports::upload_to(app, id)?;
    let mut out = tokio::fs::File::create(path).await?;
    let (mut size, mut content) = (0, Sha256::new());
    while let Some(bytes) = part.chunk().await.map_err(|error| broken(&error))? {
        size += bytes.len() as u64;
        if size > limits::LARGEST_FILE {
            return Err(too_large());
        }
        content.update(&bytes);
        out.write_all(&bytes).await?;
    }
    out.flush().await?;
    Ok(content.finalize().to_vec())
}

fn too_large() -> Problem {
    let most = limits::LARGEST_FILE >> 20;
    Problem::new(Code::TooLarge).detail(
        format!("文件超过 {most} MB，请拆分后分批导入"),
        format!("the file is larger than {most} MB; split it and import the parts"),
    )
}

fn broken(error: &axum::extract::multipart::MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(Code::Malformed)
            .detail("上传没有传完或格式不正确", "The upload broke off or is malformed"),
    }
}

/// How an import stands.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/imports/{id}", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, body = ImportView)))]
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Body<ImportView>, Problem> {
    permit(&app, &actor, &entity).await?;
    Ok(Body(imports::Import::load(&app, &actor, &entity, id).await?.view(language)))
}

/// Changes the mapping and verifies again.
#[utoipa::path(patch, path = "/api/v1/entities/{entity}/imports/{id}", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), request_body = Mapping, responses((status = 200, body = ImportView)))]
pub async fn change(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
    Body(patch): Body<Mapping>,
) -> Result<Body<ImportView>, Problem> {
    Ok(Body(imports::change(&app, &actor, &entity, id, patch).await?.view(language)))
}

/// Which rows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// Of this state alone.
    state: Option<String>,
    /// At most 500.
    limit: Option<usize>,
    /// Where the page before ended.
    cursor: Option<u64>,
}

/// What becomes of each row.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/imports/{id}/rows", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path), RowsQuery), responses((status = 200, body = RowsPage)))]
pub async fn rows(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
    Query(query): Query<RowsQuery>,
) -> Result<Body<RowsPage>, Problem> {
    permit(&app, &actor, &entity).await?;
    let limit = query.limit.unwrap_or(50).clamp(1, LARGEST_PAGE);
    let wanted = RowsWanted { state: query.state, limit, after: query.cursor.unwrap_or(0) };
    Ok(Body(imports::rows(&app, &actor, &entity, id, wanted, language).await?))
}

/// The refused rows with a column that says why, to be corrected and uploaded again.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/imports/{id}/refused", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, description = "A workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn refused(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    left_out(&app, &actor, (&entity, id), LeftOut::Refused, language).await
}

/// The rows that repeat an earlier row or a record, with a column that says which, to be corrected and uploaded again.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/imports/{id}/duplicates", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 200, description = "A workbook", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn duplicates(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    left_out(&app, &actor, (&entity, id), LeftOut::Duplicate, language).await
}

async fn left_out(
    app: &App,
    actor: &Actor,
    (entity, id): (&str, Uuid),
    left_out: LeftOut,
    language: Language,
) -> Result<Response, Problem> {
    permit(app, actor, entity).await?;
    let (uploaded, file) = imports::left_out_file(app, actor, entity, id, left_out, language).await?;
    let name = left_out_name(&uploaded, left_out, language);
    Ok(download(file, &name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
}

/// Writes the rows that are new or change a record.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/imports/{id}/apply", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), responses((status = 202, body = ImportView)))]
pub async fn apply(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let (job, _) = imports::apply(&app, &actor, &entity, id).await?;
    Ok((StatusCode::ACCEPTED, Body(job.view(language))).into_response())
}

/// Takes an import back.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/imports/{id}/undo", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), request_body = Option<UndoBody>, responses((status = 200, body = ImportView), (status = 409, description = "Some were edited since")))]
pub async fn undo(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
    MaybeBody(body): MaybeBody<UndoBody>,
) -> Result<Body<ImportView>, Problem> {
    Ok(Body(imports::undo(&app, &actor, &entity, id, body.keep_edited).await?.view(language)))
}

/// Saved mappings.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedMappings {
    /// By name.
    items: Vec<SavedMapping>,
}

/// The mappings kept for an entity.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/mappings", tag = "imports", params(("entity" = String, Path)), responses((status = 200, body = SavedMappings)))]
pub async fn saved(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
) -> Result<Body<SavedMappings>, Problem> {
    permit(&app, &actor, &entity).await?;
    Ok(Body(SavedMappings { items: mappings::list(&app, &entity).await? }))
}
