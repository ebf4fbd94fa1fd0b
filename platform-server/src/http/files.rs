//! Files: uploaded by themselves, read through the record that holds them.
//!
//! Errors: as `files` says them; what the record, its field or its mask withhold is withheld here, too.
//! Source: DESIGN §5 "Files", §10; docs/spec/files.md.

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State, multipart::Field},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use engine_core::{issue::Issue, kinds::files::LARGEST_FILE, policy::Right};
use futures_util::{Stream, StreamExt as _};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    download::disposition,
    extract::{Json as Reply, Path, Query},
    idempotent::Once,
    listing::{self, ListQuery},
    problem::{Code, Problem},
    ranges::{Part, part},
    serve::BodyStalled,
};
use crate::{
    access::{Denied, Permit, View},
    app::App,
    files::{
        held::held,
        media_type,
        preview::{Size, made},
        upload::{Incoming, Owner, too_large},
    },
    identity::Actor,
    records::idempotency::request_digest,
    tables::file,
};

/// Bytes around the file in an upload.
const AROUND: u64 = 64 << 10;

/// What is uploaded.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FileUpload {
    /// A file of any type that is no program.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file as it is.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FileBytes(Vec<u8>);

/// How a body that is the file itself is called.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The file's name, when the body is the file itself.
    name: Option<String>,
}

/// A file that waits for a record to hold it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    /// What a record names.
    id: Uuid,
    /// Its name, as it is kept.
    name: String,
    /// Bytes.
    size: i64,
    /// The media type that its content says.
    #[serde(rename = "type")]
    media_type: String,
    /// SHA-256 of its content, in hexadecimal.
    sha256: String,
}

impl From<file::Model> for FileView {
    fn from(file: file::Model) -> FileView {
        let sha256 = file.digest.unwrap_or_default();
        FileView { id: file.id, name: file.name, size: file.size, media_type: file.media_type, sha256 }
    }
}

/// Takes a file in, either as the part `file` of a form or as the body itself; it is kept for 24 hours, and for good once a
/// record holds it.
#[utoipa::path(post, path = "/api/v1/files", tag = "files", params(UploadQuery), request_body(content((FileUpload = "multipart/form-data"), (FileBytes = "application/octet-stream"))), responses((status = 201, body = FileView), (status = 413, description = "Larger than any field takes"), (status = 422, description = "Empty, or a program")))]
pub async fn upload(
    State(app): State<App>,
    actor: Actor,
    once: Once,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let most = LARGEST_FILE + AROUND;
    let told =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if told.is_some_and(|length: u64| length > most) {
        return Err(too_large());
    }
    let incoming = receive(&app, Owner::of(&actor), query.name, request).await?;
    let digest = request_digest(&[incoming.name().as_bytes(), &incoming.digest()]);
    match once.came_in(&app, digest).await {
        Ok(None) => {}
        Ok(Some(before)) => {
            incoming.abandon(&app).await;
            return Ok(before);
        }
        Err(problem) => {
            incoming.abandon(&app).await;
            return Err(problem);
        }
    }
    let file = incoming.finish(&app).await?;
    Ok((StatusCode::CREATED, Reply(FileView::from(file))).into_response())
}

/// The same for whoever fills in a public form.
pub(super) async fn receive_public(
    app: &App,
    owner: Owner,
    query: UploadQuery,
    request: Request,
) -> Result<Incoming, Problem> {
    receive(app, owner, query.name, request).await
}

async fn receive(
    app: &App,
    owner: Owner,
    name: Option<String>,
    mut request: Request,
) -> Result<Incoming, Problem> {
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if !form {
        let incoming = Incoming::begin(app, owner, &name.unwrap_or_default()).await?;
        let body = request.into_body().into_data_stream();
        return fill(app, incoming, body, |fault: axum::Error| broken(BodyStalled::caused(&fault))).await;
    }
    DefaultBodyLimit::max(usize::try_from(LARGEST_FILE + AROUND).unwrap_or(usize::MAX)).apply(&mut request);
    let parts = Multipart::from_request(request, app).await.map_err(|_| Problem::new(Code::ContentType))?;
    one_file(app, owner, parts).await
}

/// The one file of a form.
async fn one_file(app: &App, owner: Owner, mut parts: Multipart) -> Result<Incoming, Problem> {
    let mut received: Option<Incoming> = None;
    let refused = loop {
        match parts.next_field().await {
            Ok(Some(part)) if part.name() == Some("file") && received.is_none() => {
                received = Some(from_part(app, owner, part).await?);
            }
            Ok(Some(_)) => {
                break invalid(
                    "unknown_field",
                    "",
                    "一次只能上传一个文件，名为 file",
                    "one part alone belongs here: `file`",
                );
            }
            Ok(None) => match received {
                Some(incoming) => return Ok(incoming),
                None => break invalid("required", "/file", "请选择文件", "choose a file"),
            },
            Err(fault) => break part_broken(&fault),
        }
    };
    if let Some(incoming) = received {
        incoming.abandon(app).await;
    }
    Err(refused)
}

async fn from_part(app: &App, owner: Owner, part: Field<'_>) -> Result<Incoming, Problem> {
    let incoming = Incoming::begin(app, owner, part.file_name().unwrap_or_default()).await?;
    fill(app, incoming, part, |fault| part_broken(&fault)).await
}

/// Takes in a stream to its end, or removes what came of it.
async fn fill<E>(
    app: &App,
    mut incoming: Incoming,
    content: impl Stream<Item = Result<Bytes, E>>,
    broken: impl Fn(E) -> Problem,
) -> Result<Incoming, Problem> {
    let mut content = std::pin::pin!(content);
    while let Some(piece) = content.next().await {
        let taken = match piece {
            Ok(piece) => incoming.take(piece).await,
            Err(fault) => Err(broken(fault)),
        };
        if let Err(problem) = taken {
            incoming.abandon(app).await;
            return Err(problem);
        }
    }
    Ok(incoming)
}

fn part_broken(fault: &axum::extract::multipart::MultipartError) -> Problem {
    match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => broken(BodyStalled::caused(fault)),
    }
}

fn broken(stalled: bool) -> Problem {
    if stalled {
        return Problem::new(Code::SlowBody);
    }
    Problem::new(Code::Malformed).detail("上传没有传完或格式不正确", "The upload broke off or is malformed")
}

fn invalid(
    code: &'static str,
    pointer: &'static str,
    chinese: &'static str,
    english: &'static str,
) -> Problem {
    Problem::new(Code::Invalid).issues(vec![Issue::new(code, pointer, chinese, english)])
}

/// What of a file is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DownloadQuery {
    /// A small picture of it, or the first rows of a workbook, instead of the file.
    #[param(inline)]
    size: Option<Size>,
    /// Whether a browser may show it, when it is a PNG, JPEG, WebP, GIF or PDF; else it is only saved.
    #[param(inline)]
    inline: Option<Inline>,
}

/// Says yes.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
enum Inline {
    /// Shown.
    #[serde(rename = "1")]
    Shown,
}

/// A file of a record.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/records/{id}/files/{field}/{file}", tag = "files", params(("entity" = String, Path), ("id" = Uuid, Path), ("field" = String, Path, description = "The key of the field; below a sub-table's with a dot"), ("file" = Uuid, Path), DownloadQuery), responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = 206, description = "A part of it"), (status = 304, description = "As it is known"), (status = 403, description = "The field is hidden or masked"), (status = 404, description = "Not visible"), (status = 416, description = "No such part"), (status = 422, description = "It has no preview")))]
pub async fn download(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id, field, file)): Path<(String, Uuid, String, Uuid)>,
    Query(query): Query<DownloadQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    readable(&app, &permit, id, &field).await?;
    let file = held(&app, &entity, id, &field, file).await?;
    let etag = etag(&file, query.size);
    if known(&headers, &etag) {
        return Ok(answer(StatusCode::NOT_MODIFIED, &file, &etag, "", Body::empty()));
    }
    if let Some(size) = query.size {
        let bytes = made(&app, &file, size).await?;
        let media_type =
            if bytes.first() == Some(&b'{') { "application/json" } else { media_type::of(&bytes) };
        let mut response = answer(StatusCode::OK, &file, &etag, media_type, Body::from(bytes));
        response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
        return Ok(response);
    }
    whole_or_part(&app, &file, &etag, &headers, query.inline.is_some()).await
}

/// Passes when the caller may read this field of this record: asked as a read of just that.
async fn readable(app: &App, permit: &Permit<View>, id: Uuid, field: &str) -> Result<(), Problem> {
    let outer = field.split_once('.').map_or(field, |(table, _)| table);
    let known = permit.entity().entity.own_field(outer).ok_or_else(|| Problem::new(Code::NotFound))?;
    if matches!(permit.right(known.key.as_str()), Right::Hidden | Right::Masked) {
        return Err(Denied::Field(outer.to_owned()).into());
    }
    let list = ListQuery { fields: Some(outer.to_owned()), ..ListQuery::default() };
    let plan = listing::plan(permit, list.into_body()?)?.plan;
    app.store.get(permit, plan, id).await?;
    Ok(())
}

async fn whole_or_part(
    app: &App,
    file: &file::Model,
    etag: &str,
    headers: &HeaderMap,
    inline: bool,
) -> Result<Response, Problem> {
    let size = u64::try_from(file.size).unwrap_or_default();
    let (status, range) = match part(headers, size, etag) {
        Part::Whole => (StatusCode::OK, None),
        Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, Some(range)),
        Part::Outside => return Err(Problem::new(Code::NoSuchRange).extra("size", size)),
    };
    let content = app.files.read(file.id, range.clone()).await?;
    let mut response = answer(status, file, etag, &file.media_type, Body::from_stream(content));
    let given = response.headers_mut();
    given.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let length = range.as_ref().map_or(size, |range| range.end - range.start);
    given.insert(header::CONTENT_LENGTH, length.into());
    if let Some(range) = range
        && let Ok(told) = HeaderValue::from_str(&format!("bytes {}-{}/{size}", range.start, range.end - 1))
    {
        given.insert(header::CONTENT_RANGE, told);
    }
    let how = if inline && media_type::is_shown(&file.media_type) { "inline" } else { "attachment" };
    if let Ok(told) = HeaderValue::from_str(&disposition(how, &file.name)) {
        given.insert(header::CONTENT_DISPOSITION, told);
    }
    Ok(response)
}

fn etag(file: &file::Model, size: Option<Size>) -> String {
    let digest = file.digest.as_deref().unwrap_or_default();
    match size {
        Some(size) => format!("\"{digest}-{}\"", size.word()),
        None => format!("\"{digest}\""),
    }
}

fn known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
}

/// An answer in which nothing runs, whatever it holds.
fn answer(status: StatusCode, file: &file::Model, etag: &str, media_type: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let fixed: [(HeaderName, &str); 4] = [
        (header::CONTENT_SECURITY_POLICY, "sandbox"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Kept by the caller alone, who asks each time whether it may still be seen.
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::ETAG, etag),
    ];
    let kind = if media_type.is_empty() { &file.media_type } else { media_type };
    for (name, value) in fixed.into_iter().chain([(header::CONTENT_TYPE, kind)]) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
