//! Gives each request an id, follows it in the log and counts it.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::app::App;
use crate::clock::ticks;

const NAME: &str = "x-request-id";

pub(super) async fn follow(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = ticks();
    let id = given(request.headers()).unwrap_or_else(|| format!("{:016x}", rand::random::<u64>()));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id, %method, route = route.as_deref().unwrap_or("unmatched"));
    app.metrics.in_flight.inc();
    let running = Running(&app);
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(running);
    let (took, status) = (started.elapsed(), response.status());
    app.metrics.answered(&method, route.as_deref(), status, took);
    span.in_scope(|| tracing::debug!(status = status.as_u16(), microseconds = took.as_micros(), "answered"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(NAME, id);
    }
    response
}

/// Counts down even when the caller goes away and the request is dropped half-way.
struct Running<'a>(&'a App);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.metrics.in_flight.dec();
    }
}

fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(NAME)?.to_str().ok()?;
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    (plain && (1..=64).contains(&id.len())).then(|| id.to_owned())
}
