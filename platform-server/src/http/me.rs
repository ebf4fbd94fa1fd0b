//! The caller itself.

use axum::extract::State;
use engine_core::labels::Labels;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Json, Peer};
use super::problem::{Code, Problem};
use crate::app::App;
use crate::apps::demo;
use crate::identity::{Actor, credentials, users};

/// The caller, and what it may open.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The user.
    user: users::View,
    /// Whether it may administer.
    admin: bool,
    /// Its roles.
    roles: Vec<String>,
    /// The company's time zone.
    zone: String,
    /// Whether sample data of a demonstration is there.
    demo: bool,
    /// The apps and views it may open.
    apps: Vec<AppView>,
}

/// An app as navigation shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AppView {
    /// Its key.
    pub key: String,
    /// Its name per language.
    #[schema(value_type = super::answers::Labels)]
    pub labels: Labels,
    /// Its icon.
    pub icon: Option<String>,
    /// The views of it that the caller may open.
    pub views: Vec<ViewLink>,
}

/// A view as navigation shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ViewLink {
    /// Its key.
    pub key: String,
    /// What it shows.
    pub entity: String,
    /// Its name per language.
    #[schema(value_type = super::answers::Labels)]
    pub labels: Labels,
    /// Its icon.
    pub icon: Option<String>,
    /// How it shows it, such as `table`.
    pub r#type: String,
}

/// What to change of oneself.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MeDraft {
    /// Name that others read.
    name: Option<String>,
    /// `zh-CN` or `en`.
    locale: Option<String>,
    /// New password; other browsers are signed out.
    password: Option<String>,
    /// The password until now; needed for a new one.
    current_password: Option<String>,
}

impl Me {
    pub(super) async fn of(app: &App, actor: &Actor) -> Result<Me, Problem> {
        if actor.user().is_none() {
            return Err(Problem::new(Code::NoPrincipal));
        }
        Ok(Me {
            user: users::view(app, actor.id).await?,
            admin: actor.admin,
            roles: actor.roles.iter().map(ToString::to_string).collect(),
            zone: app.clock.zone_name().to_owned(),
            demo: demo::present(app).await?,
            apps: app.navigation(actor),
        })
    }
}

/// The caller, and what it may open.
#[utoipa::path(get, path = "/api/v1/me", tag = "session", responses((status = 200, body = Me)))]
pub async fn show(State(app): State<App>, actor: Actor) -> Result<Json<Me>, Problem> {
    Me::of(&app, &actor).await.map(Json)
}

/// Changes the caller's own name, language or password.
#[utoipa::path(patch, path = "/api/v1/me", tag = "session", responses((status = 200, body = Me), (status = 422, description = "Issues")))]
pub async fn change(
    State(app): State<App>,
    actor: Actor,
    Peer(from): Peer,
    Json(draft): Json<MeDraft>,
) -> Result<Json<Me>, Problem> {
    if draft.password.is_some() {
        credentials::confirm(&app, &actor, draft.current_password.as_deref(), from).await?;
    }
    let MeDraft { name, locale, password, .. } = draft;
    let changes = users::Draft { name, locale, password, ..users::Draft::default() };
    users::change(&app, &actor, actor.id, changes).await?;
    Me::of(&app, &actor).await.map(Json)
}
