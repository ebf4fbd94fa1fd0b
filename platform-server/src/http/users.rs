//! Users, for administrators.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::extract::{Admin, Json, Path, Query};
use super::problem::{Code, Problem};
use crate::app::App;
use crate::identity::{Actor, users};

/// Which users are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Part of a name, its pinyin or initials, a user name, a phone number or an address.
    q: Option<String>,
    /// Who works in this department.
    department: Option<Uuid>,
    /// At most so many, 1 to 500.
    limit: Option<u64>,
    /// Where the last page ended.
    cursor: Option<String>,
}

/// A page of users, by user name.
#[utoipa::path(get, path = "/api/v1/users", tag = "people", params(UserQuery), responses((status = 200, body = users::Page)))]
pub async fn list(
    State(app): State<App>,
    _: Admin,
    Query(query): Query<UserQuery>,
) -> Result<Json<users::Page>, Problem> {
    let UserQuery { q, department, limit, cursor } = query;
    let wanted = users::Wanted { text: q, department, limit: limit.unwrap_or(50), cursor };
    users::list(&app, wanted).await.map(Json)
}

/// Makes a user.
#[utoipa::path(post, path = "/api/v1/users", tag = "people", request_body = users::Draft, responses((status = 201, body = users::View), (status = 422, description = "Issues")))]
pub async fn create(
    State(app): State<App>,
    Admin(actor): Admin,
    Json(draft): Json<users::Draft>,
) -> Result<impl IntoResponse, Problem> {
    let ready = users::prepare(&app, draft).await?;
    let id = users::store(&app, &actor, ready).await?;
    Ok((StatusCode::CREATED, Json(users::view(&app, id).await?)))
}

/// A user; everyone may see itself, administrators everyone.
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "people", params(("id" = Uuid, Path)), responses((status = 200, body = users::View), (status = 404, description = "No such user")))]
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Json<users::View>, Problem> {
    if !actor.admin && actor.id != id {
        return Err(Problem::new(Code::NotFound));
    }
    users::view(&app, id).await.map(Json)
}

/// Changes a user.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "people", params(("id" = Uuid, Path)), request_body = users::Draft, responses((status = 200, body = users::View), (status = 409, description = "The last administrator"), (status = 422, description = "Issues")))]
pub async fn change(
    State(app): State<App>,
    Admin(actor): Admin,
    Path(id): Path<Uuid>,
    Json(draft): Json<users::Draft>,
) -> Result<Json<users::View>, Problem> {
    users::change(&app, &actor, id, draft).await.map(Json)
}
