//! What the interface offers, for programs and for people.

mod headers;

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use utoipa::OpenApi as _;
use utoipa::openapi::{
    OpenApi,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::answers;
use super::extract::{Anyone, Json, Visitor};
use super::problem::Problem;
use crate::app::App;
use crate::identity::Actor;
use serde_json::{Value, json};

/// The description of the routes, before anything is added per published entity.
#[derive(Clone)]
pub struct Described(pub Arc<OpenApi>);

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Formwork", description = "Forms, workflows and reports over definitions."),
    components(schemas(ProblemDocument, IssueDocument))
)]
struct Frame;

/// A refused request, RFC 9457.
#[derive(utoipa::ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ProblemDocument {
    /// Always `about:blank`.
    r#type: String,
    /// The HTTP status.
    status: u16,
    /// Stable code.
    code: String,
    /// What a person reads first.
    title: String,
    /// What exactly.
    #[schema(nullable = false)]
    detail: Option<String>,
    /// Every place that is wrong.
    #[schema(required = false)]
    issues: Vec<IssueDocument>,
    /// With `edit_conflict`: what somebody else changed meanwhile.
    #[schema(required = false)]
    conflicts: Vec<answers::Conflict>,
    /// With `edited_since`: what an undo would overwrite.
    #[schema(required = false)]
    edited: Vec<answers::EditedRecord>,
}

/// Something wrong, where, and what to do about it.
#[derive(utoipa::ToSchema)]
#[schema(as = Issue)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct IssueDocument {
    /// Stable code.
    code: String,
    /// RFC 6901 pointer into what was sent.
    pointer: String,
    /// One sentence that says how to do it right.
    message: String,
}

/// The document that the routes are added to.
pub fn frame() -> OpenApi {
    let mut document = Frame::openapi();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new("formwork"));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    document
}

/// The interface as OpenAPI 3.1, with the entities that the caller may see.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "system", security(()), responses((status = 200, description = "The document")))]
pub async fn openapi(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Extension(Described(document)): Extension<Described>,
) -> Result<Json<Value>, Problem> {
    described(&app, &document, actor.as_ref()).map(Json)
}

fn described(app: &App, document: &OpenApi, actor: Option<&Actor>) -> Result<Value, Problem> {
    let document = serde_json::to_value(document).map_err(Problem::internal)?;
    Ok(named(app.describe(document, actor)))
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Names every operation by its method and path, and says that each may be refused; every answer gets words
/// and every operation its headers. A parameter begins with a capital,
/// which no key does: `get_entities_Entity_records` is not `get_entities_entity_records`.
fn named(mut document: Value) -> Value {
    let refused = json!({
        "description": "Refused",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else { continue };
            operation.insert("operationId".into(), operation_id(method, path).into());
            headers::describe(method, path, operation);
            let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
                continue;
            };
            for (status, response) in responses.iter_mut() {
                let reason = status.parse().ok().and_then(|status: StatusCode| status.canonical_reason());
                let Some(response) = response.as_object_mut() else { continue };
                response.entry("description").or_insert_with(|| reason.unwrap_or_default().into());
                if status.starts_with('4') {
                    response.entry("content").or_insert_with(|| refused["content"].clone());
                }
            }
            responses.entry("default").or_insert_with(|| refused.clone());
        }
    }
    document
}

fn operation_id(method: &str, path: &str) -> String {
    let mut id = method.to_owned();
    for segment in path.trim_start_matches("/api/v1").split('/').filter(|segment| !segment.is_empty()) {
        id.push('_');
        match segment.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
            Some(parameter) => {
                let mut letters = parameter.chars();
                id.extend(letters.next().map(|first| first.to_ascii_uppercase()));
                id.push_str(letters.as_str());
            }
            None => id.extend(segment.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })),
        }
    }
    id
}

/// The same for people.
#[utoipa::path(get, path = "/docs", tag = "system", security(()), responses((status = 200, description = "A page", content_type = "text/html")))]
pub async fn page(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Extension(Described(document)): Extension<Described>,
) -> Result<impl IntoResponse, Problem> {
    let document = described(&app, &document, actor.as_ref())?;
    render(&document).map(Html).map_err(Problem::internal)
}

/// How that page looks.
#[utoipa::path(get, path = "/docs/style.css", tag = "system", security(()), responses((status = 200, description = "A style sheet", content_type = "text/css")))]
pub async fn style(_: Anyone) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2329}\
h1{font-size:1.6rem}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid #dee0e3}\
dt{font-family:ui-monospace,monospace;margin-top:.6rem;overflow-wrap:anywhere}\
dt b{display:inline-block;min-width:4.5rem;color:#3370ff}dd{margin:0 0 0 4.5rem;color:#646a73}";

fn render(document: &Value) -> Result<String, std::fmt::Error> {
    let mut operations: Vec<(String, &str, &str, &Value)> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let tag = operation["tags"][0].as_str().unwrap_or_default();
                operations.push((tag.to_owned(), method, path, operation));
            }
        }
    }
    operations.sort_by(|a, b| (&a.0, a.2).cmp(&(&b.0, b.2)));
    let mut page = String::from(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>Formwork</title><link rel=stylesheet href=/docs/style.css><h1>Formwork</h1>\
         <p>The machine-readable form is <a href=/api/v1/openapi.json>/api/v1/openapi.json</a>.</p>",
    );
    for group in operations.chunk_by(|a, b| a.0 == b.0) {
        write!(page, "<h2>{}</h2><dl>", escape(&group[0].0))?;
        for (_, method, path, operation) in group {
            let summary = operation["summary"].as_str().unwrap_or_default();
            write!(page, "<dt><b>{method}</b>{}<dd>{}", escape(path), escape(summary))?;
        }
        page.push_str("</dl>");
    }
    Ok(page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
