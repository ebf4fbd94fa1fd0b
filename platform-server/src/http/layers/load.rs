//! Refuses early what cannot be answered soon.
//!
//! Units:  512 requests at once; signing in and the health of the server have their own lane.
//! Source: docs/spec/limits.md.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::http::problem::{Code, Problem};

const MOST: usize = 512;

#[derive(Clone)]
pub(super) struct Limit {
    app: App,
    places: Arc<Semaphore>,
}

impl Limit {
    pub(super) fn new(app: &App) -> Limit {
        Limit { app: app.clone(), places: Arc::new(Semaphore::new(MOST)) }
    }
}

pub(super) async fn shed(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics" | "/api/v1/session") {
        return next.run(request).await;
    }
    match limit.places.try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => {
            limit.app.metrics.shed.inc();
            Problem::new(Code::Busy).retry_after(1).into_response()
        }
    }
}
