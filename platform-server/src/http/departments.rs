//! Departments: everyone signed in reads them, administrators change them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::extract::{Admin, Json, Path};
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Actor, departments};

/// All departments.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentList {
    /// The departments.
    items: Vec<departments::View>,
}

/// All departments.
#[utoipa::path(get, path = "/api/v1/departments", tag = "people", responses((status = 200, body = DepartmentList)))]
pub async fn list(State(app): State<App>, _: Actor) -> Result<Json<DepartmentList>, Problem> {
    Ok(Json(DepartmentList { items: departments::list(&app).await? }))
}

/// Makes a department.
#[utoipa::path(post, path = "/api/v1/departments", tag = "people", request_body = departments::Draft, responses((status = 201, body = departments::View), (status = 422, description = "Issues")))]
pub async fn create(
    State(app): State<App>,
    Admin(actor): Admin,
    Json(draft): Json<departments::Draft>,
) -> Result<impl IntoResponse, Problem> {
    Ok((StatusCode::CREATED, Json(departments::create(&app, &actor, draft).await?)))
}

/// Changes a department.
#[utoipa::path(patch, path = "/api/v1/departments/{id}", tag = "people", params(("id" = Uuid, Path)), request_body = departments::Draft, responses((status = 200, body = departments::View), (status = 404, description = "No such department"), (status = 422, description = "Issues")))]
pub async fn change(
    State(app): State<App>,
    Admin(actor): Admin,
    Path(id): Path<Uuid>,
    Json(draft): Json<departments::Draft>,
) -> Result<Json<departments::View>, Problem> {
    departments::change(&app, &actor, id, draft).await.map(Json)
}
