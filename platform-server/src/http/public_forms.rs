//! Forms that everybody may send, and their page.
//!
//! Errors: 404 for an address that is no form's; 409 `state_conflict` with `state` while it is closed; 422 with issues; 429.
//! Source: docs/spec/forms.md §8, DESIGN §10.

use std::collections::BTreeMap;

use axum::{
    body::Body as Bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use engine_core::issue::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    extract::{Anyone, Json as Body, Path, Peer, Query, Speaks},
    files::{self, FileBytes, FileView, UploadQuery},
    forms::Evaluated,
    idempotent::{answered, key_of, told_again},
    layers::Framed,
    problem::{Code, Problem},
};
use crate::{
    app::App,
    files::upload::Owner,
    forms::{
        Filling, FormFault,
        public::{
            Closed, Opened, asked,
            challenge::{self, Challenge},
            send::{Delivery, Refusal, send},
            shown,
        },
    },
    records::idempotency::{Key, Remember, Remembered, request_digest},
    web,
};

/// Evaluations and challenges of one address in a minute.
const MOST_QUESTIONS: u32 = 300;
/// Uploads of one address in a minute.
const MOST_UPLOADS: u32 = 30;
/// Parameters of an address that are read.
const MOST_PARAMETERS: usize = 50;
/// Longest name a device gives itself, in bytes.
const LONGEST_DEVICE: usize = 64;

/// A public form as everybody may know it.
#[derive(Serialize, ToSchema)]
pub struct PublicFormView {
    /// `open`, `not_yet`, `over` or `full`.
    pub state: &'static str,
    /// Its title, by language.
    #[schema(value_type = Object)]
    pub labels: Json,
    /// A line below the title, by language.
    #[schema(value_type = Object)]
    pub description: Json,
    /// What the button says, by language.
    #[schema(value_type = Object)]
    pub submit: Json,
    /// From when on it is open.
    pub opens_at: Option<String>,
    /// Until when it is open.
    pub closes_at: Option<String>,
    /// Whether a challenge must be solved.
    pub captcha: bool,
    /// What the sender agrees to: `labels` and `url`.
    #[schema(value_type = Option<Object>)]
    pub consent: Option<Json>,
    /// What is said afterwards, by language.
    #[schema(value_type = Object)]
    pub thanks: Json,
    /// Fields that the address may fill in.
    pub prefill: Vec<String>,
    /// Parameters of the address to send along.
    pub parameters: Vec<String>,
    /// The form, the fields it needs; absent while it is closed.
    #[schema(value_type = Option<Object>)]
    pub bundle: Option<Json>,
    /// Clock and zone; absent while it is closed.
    #[schema(value_type = Option<Object>)]
    pub context: Option<Json>,
    /// Published version.
    pub version: i64,
}

/// A challenge to solve.
#[derive(Serialize, ToSchema)]
pub struct ChallengeView {
    /// What to send back, once.
    pub challenge: String,
    /// With how many zero bits SHA-256 of `CHALLENGE.NUMBER` must begin.
    pub bits: u8,
}

/// Answers to compute.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicAnswers {
    /// By field.
    #[schema(value_type = Object)]
    pub answers: Map<String, Json>,
    /// Parameters of the address.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
}

/// What somebody sends.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicSubmission {
    /// By field.
    #[schema(value_type = Object)]
    pub answers: Map<String, Json>,
    /// Parameters of the address, such as `utm_source`.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Whether the sender agrees, where the form asks.
    #[serde(default)]
    pub consent: bool,
    /// The challenge, where the form asks for work.
    #[serde(default)]
    pub challenge: Option<String>,
    /// The number that solves it.
    #[serde(default)]
    pub proof: Option<u64>,
    /// A box that people do not see; leave it out.
    #[serde(default)]
    pub trap: String,
    /// A name that the device gave itself, at most 64 bytes.
    #[serde(default)]
    pub device: Option<String>,
}

/// What was taken.
#[derive(Serialize, ToSchema)]
pub struct Received {
    /// The submission's number; it opens nothing.
    pub id: Uuid,
    /// What is said afterwards, in the caller's language.
    pub thanks: String,
}

/// A public form to fill in.
#[utoipa::path(get, path = "/api/v1/public/forms/{slug}", tag = "public forms", params(("slug" = String, Path)), responses((status = 200, body = PublicFormView), (status = 404, description = "No such form")))]
pub async fn show(
    _: Anyone,
    State(app): State<App>,
    Path(slug): Path<String>,
) -> Result<Body<PublicFormView>, Problem> {
    let opened = Opened::find(&app, &slug).await?;
    let mut filling = Filling::of_everybody(&app, opened.key())?;
    let open = opened.closed.is_none();
    if open {
        filling.evaluate(&app, &Map::new()).await?;
    }
    let Opened { form, public, closed } = opened;
    let own = public.sources.iter().map(|source| source.parameter.clone());
    let always = asked::ALWAYS.map(str::to_owned);
    let mut parameters: Vec<String> = own.chain(always).collect();
    parameters.sort_unstable();
    parameters.dedup();
    Ok(Body(PublicFormView {
        state: word(closed),
        labels: json!(form.document.labels),
        description: json!(form.document.description),
        submit: json!(form.document.submit),
        opens_at: public.opens_at,
        closes_at: public.closes_at,
        captcha: public.captcha,
        consent: public.consent.map(|consent| json!(consent)),
        thanks: json!(public.thanks),
        prefill: public.prefill.iter().map(ToString::to_string).collect(),
        parameters,
        bundle: open.then(|| json!(filling.public_bundle())),
        context: open.then(|| {
            let mut context = json!(filling.context(&app));
            context["known"] = json!([]);
            context
        }),
        version: filling.version,
    }))
}

/// A challenge to solve before sending; it also owns what is uploaded for the form.
#[utoipa::path(get, path = "/api/v1/public/forms/{slug}/challenge", tag = "public forms", params(("slug" = String, Path)), responses((status = 200, body = ChallengeView), (status = 404, description = "No such form"), (status = 429, description = "Too often")))]
pub async fn challenge(
    _: Anyone,
    State(app): State<App>,
    Peer(address): Peer,
    Path(slug): Path<String>,
) -> Result<Body<ChallengeView>, Problem> {
    let opened = Opened::find(&app, &slug).await?;
    let of_address = not_too_often(&app, &slug, address, MOST_QUESTIONS)?;
    let bits = challenge::bits(of_address);
    let made = Challenge { session: Uuid::from_u128(rand::random()), made: app.clock.now(), bits };
    let secret = app.public.secret(&app).await?;
    Ok(Body(ChallengeView { challenge: challenge::make(secret, opened.key().as_str(), made), bits }))
}

/// Computes a public form from answers.
#[utoipa::path(post, path = "/api/v1/public/forms/{slug}/evaluate", tag = "public forms", params(("slug" = String, Path)), request_body = PublicAnswers, responses((status = 200, body = Evaluated), (status = 409, description = "Closed"), (status = 429, description = "Too often")))]
pub async fn evaluate(
    _: Anyone,
    State(app): State<App>,
    Peer(address): Peer,
    Speaks(language): Speaks,
    Path(slug): Path<String>,
    Body(body): Body<PublicAnswers>,
) -> Result<Body<Evaluated>, Problem> {
    let opened = open(Opened::find(&app, &slug).await?)?;
    not_too_often(&app, &slug, address, MOST_QUESTIONS)?;
    few(&body.parameters)?;
    let mut filling = Filling::of_everybody(&app, opened.key())?;
    let (answers, unasked) = asked::answers(&opened.form, &opened.public, body.answers, &body.parameters);
    let mut told = filling.evaluate(&app, &answers).await?;
    told.stray.extend(unasked);
    let told = shown(&opened.form, told);
    Ok(Body(Evaluated { evaluation: told.to_json(language), known: json!([]) }))
}

/// Sends a public form.
#[utoipa::path(post, path = "/api/v1/public/forms/{slug}/submissions", tag = "public forms", params(("slug" = String, Path)), request_body = PublicSubmission, responses((status = 201, body = Received), (status = 409, description = "Closed, or full"), (status = 422, description = "Issues"), (status = 429, description = "Too often")))]
pub async fn submit(
    _: Anyone,
    State(app): State<App>,
    Peer(address): Peer,
    Speaks(language): Speaks,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Body(body): Body<PublicSubmission>,
) -> Result<Response, Problem> {
    let opened = Opened::find(&app, &slug).await?;
    few(&body.parameters)?;
    let key = idempotency(&headers, &opened, &body)?;
    if let Some(before) = before(&app, key.as_ref()).await? {
        return Ok(before);
    }
    let id = app.clock.id();
    let thanks = opened.public.thanks.get(language, usual_thanks(language)).to_owned();
    let received = json!(Received { id, thanks }).to_string();
    let remember = key.clone().map(|key| {
        let body = received.clone();
        Remember {
            key,
            render: std::sync::Arc::new(move |_| answered(StatusCode::CREATED, &[], body.clone())),
        }
    });
    let delivery = Delivery {
        answers: body.answers,
        parameters: body.parameters,
        consent: body.consent,
        challenge: body.challenge,
        proof: body.proof,
        trap: body.trap,
        device: body.device.filter(|device| device.len() <= LONGEST_DEVICE),
        address,
        agent: headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned(),
        language,
    };
    match send(&app, &opened, id, delivery, remember).await {
        Ok(_) => {
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Ok((StatusCode::CREATED, [kind], received).into_response())
        }
        // The same request may have come first.
        Err(refusal) => match before(&app, key.as_ref()).await? {
            Some(first) => Ok(first),
            None => Err(problem(refusal)),
        },
    }
}

/// Takes in a file for a public form that asks for files; the header `X-Formwork-Challenge` says whose it is.
#[utoipa::path(post, path = "/api/v1/public/forms/{slug}/files", tag = "public forms", params(("slug" = String, Path), UploadQuery, ("X-Formwork-Challenge" = String, Header)), request_body(content((files::FileUpload = "multipart/form-data"), (FileBytes = "application/octet-stream"))), responses((status = 201, body = FileView), (status = 404, description = "No such form, or it takes no files"), (status = 413, description = "Too large"), (status = 422, description = "Refused"), (status = 429, description = "Too often")))]
pub async fn upload(
    _: Anyone,
    State(app): State<App>,
    Peer(address): Peer,
    Path(slug): Path<String>,
    Query(query): Query<UploadQuery>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let opened = open(Opened::find(&app, &slug).await?)?;
    if !takes_files(&opened) {
        return Err(Problem::new(Code::NotFound));
    }
    not_too_often(&app, "upload", address, MOST_UPLOADS)?;
    let told = headers.get("x-formwork-challenge").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let secret = app.public.secret(&app).await?;
    let made = challenge::read(secret, opened.key().as_str(), told, app.clock.now());
    let made = made.map_err(|flaw| Problem::new(Code::Invalid).issues(vec![flaw.issue()]))?;
    let incoming = files::receive_public(&app, Owner::Form(made.session), query, request).await?;
    let file = incoming.finish(&app).await?;
    Ok((StatusCode::CREATED, Body(FileView::from(file))).into_response())
}

/// The page of a public form.
#[utoipa::path(get, path = "/f/{slug}", tag = "public forms", params(("slug" = String, Path)), responses((status = 200, description = "A page", content_type = "text/html"), (status = 404, description = "No such form")))]
pub async fn page(
    _: Anyone,
    State(app): State<App>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let opened = match Opened::find(&app, &slug).await {
        Ok(opened) => Some(opened),
        Err(FormFault::NotFound) => None,
        Err(fault) => return Err(fault.into()),
    };
    let page = web::answer(&Method::GET, "/form.html", &headers);
    let mut response = page.unwrap_or_else(|| Response::new(Bytes::empty()));
    if opened.is_none() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    let frames = opened.map(|opened| opened.public.frames).unwrap_or_default();
    if let Ok(policy) = HeaderValue::from_str(&policy(&frames)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let told = response.headers_mut();
    told.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    told.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    if !frames.is_empty() {
        response.extensions_mut().insert(Framed);
    }
    Ok(response)
}

/// What the page may do, and who may show it in a frame: only addresses that look like sites are told.
fn policy(frames: &[String]) -> String {
    let site = |site: &&String| {
        *site == "*"
            || site.starts_with("http")
                && site.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.-*".contains(&b))
    };
    let sites: Vec<&str> = frames.iter().filter(site).map(String::as_str).collect();
    let sites = if sites.is_empty() { "'none'".to_owned() } else { sites.join(" ") };
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
         worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {sites}"
    )
}

fn takes_files(opened: &Opened) -> bool {
    let entity = &opened.form.entity;
    opened.form.on_form().filter(|(_, seen)| *seen).any(|(name, _)| match name.split_once('.') {
        None => entity.own_field(&name).is_some_and(|field| field.kind.holds_files()),
        Some((table, column)) => opened.form.tables().any(|(key, rows)| {
            key.as_str() == table && rows.own_field(column).is_some_and(|field| field.kind.holds_files())
        }),
    })
}

fn word(closed: Option<Closed>) -> &'static str {
    match closed {
        None => "open",
        Some(Closed::NotYet(_)) => "not_yet",
        Some(Closed::Over(_)) => "over",
        Some(Closed::Full) => "full",
    }
}

fn open(opened: Opened) -> Result<Opened, Problem> {
    match opened.closed {
        None => Ok(opened),
        Some(closed) => Err(problem(Refusal::Closed(closed))),
    }
}

fn usual_thanks(language: Language) -> &'static str {
    match language {
        Language::Chinese => "提交成功，感谢您的填写。",
        _ => "Thank you, we have received it.",
    }
}

fn few(parameters: &BTreeMap<String, String>) -> Result<(), Problem> {
    if parameters.len() <= MOST_PARAMETERS {
        return Ok(());
    }
    Err(Problem::new(Code::Invalid).issues(vec![engine_core::issue::Issue::new(
        "too_many_items",
        "/parameters",
        format!("最多 {MOST_PARAMETERS} 个参数"),
        format!("at most {MOST_PARAMETERS} parameters are taken"),
    )]))
}

fn not_too_often(app: &App, what: &str, address: std::net::IpAddr, most: u32) -> Result<u32, Problem> {
    let count = app.public.asked.count(what, address, app.clock.now());
    if count > most { Err(Problem::new(Code::TooOften).retry_after(60)) } else { Ok(count) }
}

/// The key of a request, which everybody who sends the form shares: a key is a random number of its page.
fn idempotency(
    headers: &HeaderMap,
    opened: &Opened,
    body: &PublicSubmission,
) -> Result<Option<Key>, Problem> {
    if !headers.contains_key("idempotency-key") {
        return Ok(None);
    }
    let digest = Sha256::digest(format!("form {}", opened.key()).as_bytes());
    let actor = Uuid::from_slice(&digest[..16]).map_err(Problem::internal)?;
    let request = request_digest(&[json!(body).to_string().as_bytes()]);
    Ok(Some(Key { actor, key: key_of(headers)?, request }))
}

async fn before(app: &App, key: Option<&Key>) -> Result<Option<Response>, Problem> {
    let Some(key) = key else { return Ok(None) };
    match app.store.recall(key).await? {
        None => Ok(None),
        Some(Remembered::Answered(answer)) => Ok(Some(told_again(answer, String::new()))),
        Some(_) => Err(Problem::new(Code::KeyReused)),
    }
}

fn problem(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Fault(FormFault::Denied(_)) => Problem::new(Code::NotFound),
        Refusal::Fault(fault) => fault.into(),
        Refusal::Issues(issues) => Problem::new(Code::InvalidRecord).issues(issues),
        Refusal::TooOften => Problem::new(Code::TooOften).retry_after(60),
        Refusal::TooManyOfDevice => Problem::new(Code::TooOften).retry_after(3600).detail(
            "这台设备的提交次数已达上限，请明天再来",
            "this device has sent as many as it may; come back tomorrow",
        ),
        Refusal::Closed(closed) => {
            let (chinese, english) = match closed {
                Closed::NotYet(_) => ("表单还没有开放", "the form is not open yet"),
                Closed::Over(_) => ("表单已经截止", "the form is closed"),
                Closed::Full => ("提交数量已满", "the form has all the answers it takes"),
            };
            Problem::new(Code::StateConflict).detail(chinese, english).extra("state", word(Some(closed)))
        }
    }
}
