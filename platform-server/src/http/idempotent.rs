//! `Idempotency-Key`: the same request is answered once, by the answer it got first.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::Response,
};
use serde::Serialize;

use super::{
    problem::{Code, Problem},
    records::json_text,
};
use crate::{
    app::App,
    identity::Actor,
    records::{
        idempotency::{self, Remember, Remembered, request_digest},
        reader,
        record::Record,
    },
};

/// Longest key.
const LONGEST: usize = 200;

/// The key of a request, if it has one.
#[derive(Clone, Debug)]
pub struct Idempotent {
    key: Option<String>,
    method: String,
    path: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Idempotent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Idempotent, Infallible> {
        let key = parts.headers.get("idempotency-key").and_then(|v| v.to_str().ok()).map(str::to_owned);
        Ok(Idempotent { key, method: parts.method.as_str().to_owned(), path: parts.uri.path().to_owned() })
    }
}

impl Idempotent {
    fn digest(&self, body: &impl Serialize) -> String {
        request_digest(&self.method, &self.path, &serde_json::to_vec(body).unwrap_or_default())
    }

    /// The answer this request got before.
    ///
    /// # Errors
    /// When another request used the key, or it is too long.
    pub async fn recall(&self, app: &App, actor: &Actor, body: &impl Serialize) -> Result<Option<Response>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        if key.is_empty() || key.len() > LONGEST {
            return Err(Problem::new(Code::Malformed)
                .detail("Idempotency-Key 应为 1 到 200 个字符", "Idempotency-Key has 1 to 200 characters"));
        }
        let reader = reader::Reader(app.database.readers.clone());
        match idempotency::recall(&reader, actor.id, key, &self.digest(body)).await? {
            None => Ok(None),
            Some(Remembered::OtherRequest) => Err(Problem::new(Code::KeyReused)),
            Some(Remembered::Answer(status, text)) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                Ok(Some(json_text(status, text)))
            }
        }
    }

    /// What the write stores beside its effect.
    pub fn remember(
        self,
        actor: &Actor,
        body: &impl Serialize,
        render: impl FnOnce(&[Record]) -> (u16, String) + Send + 'static,
    ) -> Option<Remember> {
        let request = self.digest(body);
        self.key.map(|key| Remember { actor: actor.id, key, request, render: Box::new(render) })
    }
}
