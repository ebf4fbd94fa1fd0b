//! Signing in and out.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use super::extract::{Anyone, Json, Peer};
use super::me::Me;
use super::problem::{Code, Problem};
use crate::app::App;
use crate::identity::{Actor, Secret, Via, credentials, sessions};

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// User name, phone number or e-mail address.
    username: String,
    /// Password.
    password: String,
}

/// Signs in; the answer sets the session cookie.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", security(()), responses((status = 200, body = Me), (status = 401, description = "Not the right person"), (status = 429, description = "Too many failures")))]
pub async fn sign_in(
    _: Anyone,
    State(app): State<App>,
    Peer(from): Peer,
    Json(given): Json<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let secret = credentials::sign_in(&app, &given.username, &given.password, from).await?;
    signed_in(&app, &secret).await
}

/// Signs this browser out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204, description = "Signed out")))]
pub async fn sign_out(State(app): State<App>, actor: Actor) -> Result<impl IntoResponse, Problem> {
    if let Via::Session(session) = actor.via {
        sessions::close(&app, session).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie(&app, "", 0)?))
}

/// What somebody who has just signed in is answered.
pub(super) async fn signed_in(app: &App, secret: &Secret) -> Result<(HeaderMap, Json<Me>), Problem> {
    let actor = app.identity.by_session(app, secret.reveal()).await?;
    let actor = actor.ok_or_else(|| Problem::new(Code::NoPrincipal))?;
    let me = Me::of(app, &actor).await?;
    Ok((cookie(app, secret.reveal(), sessions::cookie_age())?, Json(me)))
}

fn cookie(app: &App, value: &str, age: i64) -> Result<HeaderMap, Problem> {
    let secure = if app.settings.secure { "; Secure" } else { "" };
    let name = app.identity.cookie();
    let text = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    let value = HeaderValue::from_str(&text).map_err(Problem::internal)?;
    Ok(HeaderMap::from_iter([(header::SET_COOKIE, value)]))
}
