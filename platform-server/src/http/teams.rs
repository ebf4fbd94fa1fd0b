//! Teams: everyone signed in reads them, administrators change them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::extract::{Admin, Json, Path};
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Actor, teams};

/// All teams.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamList {
    /// The teams.
    items: Vec<teams::View>,
}

/// All teams.
#[utoipa::path(get, path = "/api/v1/teams", tag = "people", responses((status = 200, body = TeamList)))]
pub async fn list(State(app): State<App>, _: Actor) -> Result<Json<TeamList>, Problem> {
    Ok(Json(TeamList { items: teams::list(&app).await? }))
}

/// Makes a team.
#[utoipa::path(post, path = "/api/v1/teams", tag = "people", request_body = teams::Draft, responses((status = 201, body = teams::View), (status = 422, description = "Issues")))]
pub async fn create(
    State(app): State<App>,
    Admin(actor): Admin,
    Json(draft): Json<teams::Draft>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(teams::create(&app, &actor, draft).await?)))
}

/// Changes a team.
#[utoipa::path(patch, path = "/api/v1/teams/{id}", tag = "people", params(("id" = Uuid, Path)), request_body = teams::Draft, responses((status = 200, body = teams::View), (status = 404, description = "No such team"), (status = 422, description = "Issues")))]
pub async fn change(
    State(app): State<App>,
    Admin(actor): Admin,
    Path(id): Path<Uuid>,
    Json(draft): Json<teams::Draft>,
) -> Result<Json<teams::View>, Problem> {
    teams::change(&app, &actor, id, draft).await.map(Json)
}
