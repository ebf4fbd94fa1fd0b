//! `Idempotency-Key`: the same POST is answered once, by the answer it got first.
//!
//! Shape:  the layer recalls an answer before the handler runs. A handler that writes records stores its answer in the
//!         transaction of its effect ([`Once::remember`]); for every other one the layer stores the answer afterwards.
//! Errors: a key that another request used is 409; refusals and failures are not remembered, so they may be retried.
//! Source: DESIGN §10.

use std::convert::Infallible;

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request, State},
    http::{Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{
    extract::read_body,
    problem::{Code, Problem},
    records::json_text,
};
use crate::{
    app::App,
    identity::Actor,
    records::{
        error::StoreError,
        idempotency::{self, Remember, Remembered, request_digest},
        reader::Reader,
        record::Record,
    },
};

/// Longest key.
const LONGEST: usize = 200;
/// Largest body of a request or answer that is remembered, in bytes.
const LARGEST: usize = 1 << 20;

/// A request that may be answered once only; without a key it says nothing.
#[derive(Clone, Debug, Default)]
pub struct Once(Option<Key>);

#[derive(Clone, Debug)]
struct Key {
    actor: uuid::Uuid,
    key: String,
    request: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Once, Infallible> {
        Ok(parts.extensions.get::<Once>().cloned().unwrap_or_default())
    }
}

/// The layer.
pub(super) async fn answer_once(State(app): State<App>, request: Request, next: Next) -> Response {
    let wanted = *request.method() == Method::POST && request.headers().contains_key("idempotency-key");
    let upload = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/"));
    if !wanted || upload {
        return next.run(request).await;
    }
    match around(&app, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn around(app: &App, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let Ok(actor) = Actor::from_request_parts(&mut parts, app).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let key =
        parts.headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    if key.is_empty() || key.len() > LONGEST {
        return Err(Problem::new(Code::Malformed)
            .detail("Idempotency-Key 应为 1 到 200 个字符", "Idempotency-Key has 1 to 200 characters"));
    }
    let body = read_body(body, LARGEST).await?;
    let request = request_digest(parts.method.as_str(), parts.uri.path(), &body);
    let once = Once(Some(Key { actor: actor.id, key, request }));
    if !asks_itself(parts.uri.path())
        && let Some(answer) = once.recall(app).await?
    {
        return Ok(answer);
    }
    parts.extensions.insert(once.clone());
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_success() {
        return Ok(response);
    }
    let (head, answer) = response.into_parts();
    let answer: Bytes = read_body(answer, LARGEST).await?;
    once.keep(app, head.status, &answer).await?;
    Ok(Response::from_parts(head, Body::from(answer)))
}

/// Routes whose handlers recall by themselves, after the right was asked for anew.
fn asks_itself(path: &str) -> bool {
    path.starts_with("/api/v1/entities/") && (path.ends_with("/records") || path.ends_with("/records/batch"))
}

impl Once {
    /// The answer this request got before.
    ///
    /// # Errors
    /// When another request used the key.
    pub async fn recall(&self, app: &App) -> Result<Option<Response>, Problem> {
        let Some(Key { actor, key, request }) = &self.0 else { return Ok(None) };
        let reader = Reader(app.database.readers.clone());
        match idempotency::recall(&reader, *actor, key, request).await? {
            None => Ok(None),
            Some(Remembered::OtherRequest) => Err(Problem::new(Code::KeyReused)),
            Some(Remembered::Answer(status, text)) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                Ok(Some(if text.is_empty() { status.into_response() } else { json_text(status, text) }))
            }
        }
    }

    /// Stores an answer whose handler did not.
    async fn keep(&self, app: &App, status: StatusCode, answer: &Bytes) -> Result<(), Problem> {
        if self.recall(app).await?.is_some() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(answer).into_owned();
        let status = status.as_u16();
        match self.remember(move |_| (status, text.clone())) {
            Some(remember) => app.store.remember(remember).await.map_err(Problem::from),
            None => Ok(()),
        }
    }

    /// What a write stores beside its effect.
    pub fn remember(
        &self,
        render: impl Fn(&[Record]) -> (u16, String) + Send + Sync + 'static,
    ) -> Option<Remember> {
        self.0.clone().map(|Key { actor, key, request }| Remember {
            actor,
            key,
            request,
            render: Arc::new(render),
        })
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
        match result {
            Ok(done) => Ok(Ok(done)),
            Err(StoreError::NotUnique(said)) if said.contains("idempotency") => {
                let answer = self.recall(app).await?;
                answer.map(Err).ok_or_else(|| Problem::new(Code::Busy).retry_after(1))
            }
            // The same request may have come first with the very thing that this one now finds taken.
            Err(other) => match self.recall(app).await? {
                Some(answer) => Ok(Err(answer)),
                None => Err(other.into()),
            },
        }
    }
}
