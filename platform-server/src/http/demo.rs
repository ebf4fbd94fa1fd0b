//! The demonstration's sample data.

use axum::extract::State;

use super::extract::{Admin, Json};
use super::problem::Problem;
use crate::app::App;
use crate::apps::{AppFault, demo};

/// Takes the sample data away: records, people, departments. The apps stay, and so does the caller's own account.
#[utoipa::path(post, path = "/api/v1/demo/remove", tag = "system", responses((status = 200, body = demo::Removed), (status = 403, description = "Not an administrator")))]
pub async fn remove(State(app): State<App>, Admin(actor): Admin) -> Result<Json<demo::Removed>, Problem> {
    let running = tokio::spawn(async move { demo::remove(&app, &actor).await });
    match running.await.map_err(Problem::internal)? {
        Ok(removed) => Ok(Json(removed)),
        Err(AppFault::People(problem)) => Err(*problem),
        Err(AppFault::Store(fault)) => Err(fault.into()),
        Err(AppFault::Database(fault)) => Err(fault.into()),
        Err(AppFault::Denied(denied)) => Err(denied.into()),
        Err(other) => Err(Problem::internal(other)),
    }
}
