//! The first account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Anyone, Json, Peer};
use super::me::Me;
use super::problem::Problem;
use super::session::signed_in;
use crate::app::App;
use crate::identity::setup::{self, First};

/// Whether the installation waits for its first account.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupState {
    /// True until the first account is made.
    needed: bool,
}

/// The first account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupDraft {
    /// The code that the server printed when it started.
    code: String,
    /// Name to sign in with.
    username: String,
    /// Name that others read.
    name: String,
    /// Password.
    password: String,
}

/// Whether the installation waits for its first account.
#[utoipa::path(get, path = "/api/v1/setup", tag = "session", security(()), responses((status = 200, body = SetupState)))]
pub async fn show(_: Anyone, State(app): State<App>) -> Result<Json<SetupState>, Problem> {
    Ok(Json(SetupState { needed: setup::needed(&app.database.orm).await? }))
}

/// Makes the first administrator and signs it in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "session", security(()), responses((status = 201, body = Me), (status = 403, description = "Wrong code"), (status = 409, description = "Already set up")))]
pub async fn finish(
    _: Anyone,
    State(app): State<App>,
    Peer(from): Peer,
    Json(draft): Json<SetupDraft>,
) -> Result<Response, Problem> {
    let SetupDraft { code, username, name, password } = &draft;
    let secret = setup::finish(&app, First { code, username, name, password }, from).await?;
    Ok((StatusCode::CREATED, signed_in(&app, &secret).await?).into_response())
}
