//! The roles that definitions publish.

use axum::extract::State;
use engine_core::labels::Labels;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Json;
use crate::app::App;
use crate::identity::Actor;

/// A role as it is chosen for a user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// Its key.
    pub key: String,
    /// Its name per language.
    #[schema(value_type = super::answers::Labels)]
    pub labels: Labels,
    /// The app it comes with.
    pub app: String,
}

/// All roles.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleList {
    /// The roles.
    items: Vec<RoleView>,
}

/// The published roles.
#[utoipa::path(get, path = "/api/v1/roles", tag = "people", responses((status = 200, body = RoleList)))]
pub async fn list(State(app): State<App>, _: Actor) -> Json<RoleList> {
    Json(RoleList { items: app.roles() })
}
