//! `Idempotency-Key`: a POST has its effect once, and is answered by the answer it got first.
//!
//! Shape:  a request that makes records keeps its answer in the transaction of its effect ([`Once::remember`]): sent
//!         twice at once, both are answered alike. For every other one the layer reserves the key, runs the request to its
//!         end even when the caller goes away, and keeps the answer; meanwhile the key is 409 `under_way`. Only reading
//!         is done anew. An upload says what it holds once it came in ([`Once::came_in`]).
//!         Of a request whose process died, a key under which nothing was written begins anew.
//! Errors: a key that another request used is 409, as is one under which a process wrote and died; refusals and failures free the key, so they may be retried. After
//!         an effect nothing here fails.
//! Source: DESIGN §10; docs/spec/http.md "Sent twice".

mod again;

pub use again::told_again;

use std::{
    convert::Infallible,
    future::Future,
    sync::{Arc, OnceLock},
};

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tracing::Instrument as _;

use super::{
    extract::read_body,
    problem::{Code, Problem},
};
use crate::{
    access::Asked,
    app::App,
    identity::Actor,
    records::{
        error::StoreError,
        idempotency::{Answer, Key, Remember, Remembered, request_digest},
        record::Record,
        reservation::during,
    },
};

/// Longest key.
const LONGEST: usize = 200;
/// Largest body of a request that may carry a key, and largest body of an answer that is given again, in bytes.
const LARGEST: usize = 1 << 20;
/// Headers of an answer that are part of the contract.
const KEPT: [header::HeaderName; 3] = [header::CONTENT_TYPE, header::ETAG, header::LOCATION];
/// How the addresses of POSTs end that only read: they are done anew.
const READS: [&str; 6] = ["/query", "/aggregate", "/duplicates", "/evaluate", "/rehearse", "/formulas/check"];
/// POSTs whose handlers keep their answer beside their effect.
const KEEP_THEMSELVES: [&str; 2] =
    ["/api/v1/entities/{entity}/records", "/api/v1/entities/{entity}/records/batch"];

/// POSTs whose body is a file, and whose handlers say what came in.
const TAKES_FILES: [&str; 2] = ["/api/v1/entities/{entity}/imports", UPLOADS];
/// The one of them that takes a file of any type as it is, without parts around it.
const UPLOADS: &str = "/api/v1/files";

/// Marks an answer that is given this once, since it holds a secret.
#[derive(Clone, Copy, Debug)]
pub struct ToldOnce;

/// A request that has its effect once only; without a key it says nothing.
#[derive(Clone, Debug, Default)]
pub struct Once(Option<Arc<Keyed>>);

#[derive(Debug)]
struct Keyed {
    actor: Actor,
    key: Key,
    /// The digest of an upload, once it came in.
    content: OnceLock<String>,
    asked: Asked,
}

/// How a request is kept from having its effect twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    KeepsItself,
    Upload,
    Reserved,
}

/// Whether a POST to an address only reads, by how its template ends.
pub fn reads(path: &str) -> bool {
    READS.iter().any(|end| path.ends_with(end))
}

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Once, Infallible> {
        Ok(parts.extensions.get::<Once>().cloned().unwrap_or_default())
    }
}

/// The layer.
pub(super) async fn answer_once(State(app): State<App>, request: Request, next: Next) -> Response {
    match kind(&request) {
        None => next.run(request).await,
        Some(kind) => around(app, kind, request, next).await.unwrap_or_else(Problem::into_response),
    }
}

fn kind(request: &Request) -> Option<Kind> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    let keyed = *request.method() == Method::POST && request.headers().contains_key("idempotency-key");
    // What everybody sends keeps its answers itself: there is no actor to keep them for.
    if !keyed || reads(path) || path.starts_with("/api/v1/public/") {
        return None;
    }
    let content = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    Some(match content {
        _ if KEEP_THEMSELVES.contains(&path) => Kind::KeepsItself,
        Some(kind) if TAKES_FILES.contains(&path) && kind.starts_with("multipart/") => Kind::Upload,
        _ if path == UPLOADS => Kind::Upload,
        _ => Kind::Reserved,
    })
}

async fn around(app: App, kind: Kind, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let Ok(actor) = Actor::from_request_parts(&mut parts, &app).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let mut key = Key { actor: actor.id, key: key_of(&parts.headers)?, request: String::new() };
    let mut body = body;
    if kind != Kind::Upload {
        let whole = read_body(body, LARGEST).await?;
        key.request =
            request_digest(&[parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), &whole]);
        body = Body::from(whole);
    }
    let once = Once(Some(Arc::new(Keyed {
        actor,
        key: key.clone(),
        content: OnceLock::new(),
        asked: Asked::default(),
    })));
    let known = app.store.recall(&key).await?;
    parts.extensions.insert(once.clone());
    let request = Request::from_parts(parts, body);
    match known {
        None if kind == Kind::KeepsItself => return Ok(once.during(next.run(request)).await),
        None | Some(Remembered::Abandoned(_)) => {}
        // Whether it is the same file is known once it came in.
        Some(Remembered::Answered(_)) if kind == Kind::Upload => return Ok(next.run(request).await),
        Some(known) => return once.told(&app, known).await,
    }
    // A task of its own: who hangs up does not stop what has begun half-way, nor leaves a key that nobody works under.
    let work = next.run(request);
    let running = tokio::spawn(once.reserved(app, kind, work).in_current_span());
    match running.await {
        Ok(response) => response,
        Err(fault) if fault.is_panic() => std::panic::resume_unwind(fault.into_panic()),
        Err(_) => Err(Problem::new(Code::Busy).retry_after(1)),
    }
}

/// The key that a request carries.
///
/// # Errors
/// When it is empty or too long.
pub fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let given = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default();
    if given.is_empty() || given.len() > LONGEST {
        return Err(Problem::new(Code::Malformed)
            .detail("Idempotency-Key 应为 1 到 200 个字符", "Idempotency-Key has 1 to 200 characters"));
    }
    Ok(given.to_owned())
}

fn under_way() -> Problem {
    Problem::new(Code::UnderWay).retry_after(1)
}

impl Once {
    async fn during<F: Future>(&self, work: F) -> F::Output {
        match &self.0 {
            Some(keyed) => keyed.asked.during(work).await,
            None => work.await,
        }
    }

    /// Reserves the key of a request and runs it, unless another one has the key by now.
    async fn reserved(
        self,
        app: App,
        kind: Kind,
        work: impl Future<Output = Response>,
    ) -> Result<Response, Problem> {
        let Some(keyed) = &self.0 else { return Ok(work.await) };
        if app.store.reserve(keyed.key.clone()).await? {
            return Ok(self.run_to_its_end(app, work).await);
        }
        let known = app.store.recall(&keyed.key).await?;
        let known = known.ok_or_else(|| Problem::new(Code::Busy).retry_after(1))?;
        if kind == Kind::Upload { Err(under_way()) } else { self.told(&app, known).await }
    }

    /// Runs a reserved request and keeps its answer, or frees the key when it was refused.
    async fn run_to_its_end(self, app: App, work: impl Future<Output = Response>) -> Response {
        let Some(keyed) = &self.0 else { return work.await };
        let response = during(keyed.key.reservation(), keyed.asked.during(work)).await;
        let mut key = keyed.key.clone();
        // A session is no effect worth keeping, and its cookie is a secret.
        if !response.status().is_success() || response.headers().contains_key(header::SET_COOKIE) {
            if let Err(error) = app.store.release(key).await {
                tracing::warn!(%error, "an idempotency key could not be freed; it is under way until a restart");
            }
            return response;
        }
        let told_once = response.extensions().get::<ToldOnce>().is_some();
        let (head, body) = response.into_parts();
        let body = match to_bytes(body, usize::MAX).await {
            Ok(body) => body,
            Err(fault) => return Problem::internal(fault).into_response(),
        };
        let text = std::str::from_utf8(&body).ok().filter(|_| !told_once).map(str::to_owned);
        let header = |name: &header::HeaderName| {
            Some((name.as_str().to_owned(), head.headers.get(name)?.to_str().ok()?.to_owned()))
        };
        let headers = KEPT.iter().filter_map(header).collect();
        let answer = Answer { status: head.status.as_u16(), headers, body: text, rights: String::new() };
        if let Some(content) = keyed.content.get() {
            key.request = content.clone();
        }
        if let Err(error) = app.store.finish(key, keep(answer, &keyed.asked)).await {
            tracing::warn!(%error, "an answer could not be kept; its idempotency key is under way until a restart");
        }
        Response::from_parts(head, Body::from(body))
    }

    /// The answer to an upload that came in before, when it holds the same.
    ///
    /// # Errors
    /// When the key was used for another upload.
    pub async fn came_in(&self, app: &App, digest: String) -> Result<Option<Response>, Problem> {
        let Some(keyed) = &self.0 else { return Ok(None) };
        match app.store.recall(&Key { request: digest.clone(), ..keyed.key.clone() }).await? {
            Some(known @ (Remembered::Answered(_) | Remembered::OtherRequest)) => {
                self.told(app, known).await.map(Some)
            }
            // Under way is this very request.
            Some(_) | None => {
                drop(keyed.content.set(digest));
                Ok(None)
            }
        }
    }

    /// What a write stores beside its effect.
    pub fn remember(&self, render: impl Fn(&[Record]) -> Answer + Send + Sync + 'static) -> Option<Remember> {
        let keyed = self.0.clone()?;
        let key = keyed.key.clone();
        let render = Arc::new(move |records: &[Record]| keep(render(records), &keyed.asked));
        Some(Remember { key, render })
    }

    /// The outcome of a write: when the same request was answered meanwhile, that answer.
    ///
    /// # Errors
    /// What the write failed with.
    pub async fn settle<T>(
        &self,
        app: &App,
        result: Result<T, StoreError>,
    ) -> Result<Result<T, Response>, Problem> {
        let error = match result {
            Ok(done) => return Ok(Ok(done)),
            Err(error) => error,
        };
        let known = match &self.0 {
            Some(keyed) => app.store.recall(&keyed.key).await?,
            None => None,
        };
        match (known, error) {
            // The same request may have come first with the very thing that this one now finds taken.
            (Some(known), _) => self.told(app, known).await.map(Err),
            (None, StoreError::NotUnique(said)) if said.contains("idempotency") => {
                Err(Problem::new(Code::Busy).retry_after(1))
            }
            (None, error) => Err(error.into()),
        }
    }
}

/// An answer as it is kept: with the rights it took, without a body that is too large.
fn keep(mut answer: Answer, asked: &Asked) -> Answer {
    answer.body = answer.body.filter(|body| body.len() <= LARGEST);
    answer.rights = asked.text();
    answer
}

/// The answer that shows what was written, as it is kept.
pub fn answered(status: StatusCode, headers: &[(header::HeaderName, String)], body: String) -> Answer {
    let json = (header::CONTENT_TYPE.as_str().to_owned(), "application/json".to_owned());
    let named = headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.clone()));
    Answer {
        status: status.as_u16(),
        headers: std::iter::once(json).chain(named).collect(),
        body: Some(body),
        rights: String::new(),
    }
}
