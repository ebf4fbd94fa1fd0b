//! Whether the server lives, whether it can work, and how it does.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::extract::Anyone;
use super::problem::{Code, Problem};
use crate::app::App;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "system", security(()), responses((status = 200, description = "It lives", content_type = "text/plain")))]
pub async fn healthz(_: Anyone) -> &'static str {
    "ok\n"
}

/// The database answers too.
#[utoipa::path(get, path = "/readyz", tag = "system", security(()), responses((status = 200, description = "It can work", content_type = "text/plain"), (status = 503, description = "It cannot work now")))]
pub async fn readyz(_: Anyone, State(app): State<App>) -> Result<&'static str, Problem> {
    match app.database.ping().await {
        Ok(()) => Ok("ready\n"),
        Err(fault) => {
            tracing::warn!(%fault, "the database does not answer");
            Err(Problem::new(Code::Busy).retry_after(1))
        }
    }
}

/// Counters in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "system", security(()), responses((status = 200, description = "Counters", content_type = "application/openmetrics-text")))]
pub async fn metrics(_: Anyone, State(app): State<App>) -> Result<impl IntoResponse, Problem> {
    let text = app.metrics.text(&app).map_err(Problem::internal)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text))
}
