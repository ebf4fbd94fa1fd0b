//! The caller's own API tokens.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::extract::{Json, Path};
use super::idempotent::ToldOnce;
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Actor, tokens};

/// The caller's tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenList {
    /// The tokens, newest first, without themselves.
    items: Vec<tokens::View>,
}

/// The caller's own tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "session", responses((status = 200, body = TokenList)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Result<Json<TokenList>, Problem> {
    Ok(Json(TokenList { items: tokens::list(&app, actor.id).await? }))
}

/// Makes a token that acts as the caller; it is shown this once.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "session", request_body = tokens::Draft, responses((status = 201, body = tokens::Made), (status = 422, description = "Issues")))]
pub async fn create(
    State(app): State<App>,
    actor: Actor,
    Json(draft): Json<tokens::Draft>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Extension(ToldOnce), Json(tokens::create(&app, &actor, actor.id, draft).await?)))
}

/// Revokes one of the caller's tokens.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "session", params(("id" = Uuid, Path)), responses((status = 204, description = "Revoked"), (status = 404, description = "No such token")))]
pub async fn revoke(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    tokens::revoke(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
