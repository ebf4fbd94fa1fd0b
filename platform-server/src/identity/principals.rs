//! From a secret's digest to the actor behind it, remembered for half a second.
//!
//! Units:  500 ms, so that disabling a user or revoking a token holds within a second on every replica.
//! Source: docs/spec/limits.md.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use engine_core::{issue::Language, key::DefinitionKey, moment::Moment};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
    Unchanged,
};
use uuid::Uuid;

use super::{Actor, Digest, Principal, Scope, Via, organisation, sessions};
use crate::app::App;
use crate::clock::ticks;
use crate::http::problem::{Code, Problem};
use crate::tables::{api_token, department, session, team_member, user, user_department, user_role};

const KEPT: Duration = Duration::from_millis(500);
const MOST: usize = 10_000;
const TOUCH: i64 = 5 * 60 * 1_000_000;

#[derive(Debug, Default)]
pub(super) struct Cache {
    known: Mutex<HashMap<Digest, (Instant, Actor)>>,
}

impl Cache {
    pub(super) async fn get(
        &self,
        digest: Digest,
        load: impl AsyncFnOnce() -> Result<Option<Actor>, Problem>,
    ) -> Result<Option<Actor>, Problem> {
        // The age counts from before the load: what was read then may already be old when it arrives.
        let now = ticks();
        if let Some(actor) = self.fresh(&digest, now) {
            return Ok(Some(actor));
        }
        let loaded = load().await?;
        let mut known = self.lock();
        if known.len() >= MOST {
            known.retain(|_, (at, _)| now.duration_since(*at) < KEPT);
        }
        match &loaded {
            Some(actor) => {
                known.insert(digest, (now, actor.clone()));
            }
            None => {
                known.remove(&digest);
            }
        }
        Ok(loaded)
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn fresh(&self, digest: &Digest, now: Instant) -> Option<Actor> {
        let known = self.lock();
        known.get(digest).filter(|(at, _)| now.duration_since(*at) < KEPT).map(|(_, actor)| actor.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Digest, (Instant, Actor)>> {
        self.known.lock().expect("no thread panics while it holds the principals")
    }
}

pub(super) async fn of_session(app: &App, digest: Digest) -> Result<Option<Actor>, Problem> {
    let now = app.clock.unmoved();
    let Some(found) = session::Entity::find_by_id(digest.0.to_vec()).one(&app.database.orm).await? else {
        return Ok(None);
    };
    if !sessions::holds(&found, now) {
        return Ok(None);
    }
    if now.0 - found.seen_at > TOUCH {
        let touched = session::ActiveModel {
            token_hash: Unchanged(found.token_hash),
            seen_at: Set(now.0),
            ..Default::default()
        };
        let database = app.database.orm.clone();
        touch(async move { touched.update(&database).await.map(drop) });
    }
    load(app, found.user_id, Via::Session(digest)).await
}

pub(super) async fn of_token(app: &App, digest: Digest) -> Result<Option<Actor>, Problem> {
    let now = app.clock.now();
    let by_hash = api_token::Column::TokenHash.eq(digest.0.to_vec());
    let Some(found) = api_token::Entity::find().filter(by_hash).one(&app.database.orm).await? else {
        return Ok(None);
    };
    if found.expires_at.is_some_and(|end| Moment(end) <= now) {
        return Ok(None);
    }
    if found.used_at.is_none_or(|at| now.0 - at > TOUCH) {
        let touched = api_token::ActiveModel {
            id: Unchanged(found.id),
            used_at: Set(Some(now.0)),
            ..Default::default()
        };
        let database = app.database.orm.clone();
        touch(async move { touched.update(&database).await.map(drop) });
    }
    load(app, found.user_id, Via::Token { id: found.id, scopes: Scope::split(&found.scopes) }).await
}

/// A user by name, for the command line to act as.
///
/// # Errors
/// When there is no such active user.
pub async fn by_operator(app: &App, username: &str) -> Result<Actor, Problem> {
    let by_name = user::Column::UsernameKey.eq(super::check::fold(username));
    let found = user::Entity::find().filter(by_name).one(&app.database.orm).await?;
    let actor = match found {
        Some(user) => load(app, user.id, Via::Operator).await?,
        None => None,
    };
    actor.ok_or_else(|| {
        let said = (format!("没有名为“{username}”的可用账号"), format!("there is no active user {username}"));
        Problem::new(Code::NotFound).detail(said.0, said.1)
    })
}

/// Notes the last use beside the request: nobody waits for it, and losing one does no harm.
fn touch(note: impl Future<Output = Result<(), DbErr>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(fault) = note.await {
            tracing::debug!(%fault, "a last use was not noted");
        }
    });
}

async fn load(app: &App, id: Uuid, via: Via) -> Result<Option<Actor>, Problem> {
    let database = &app.database.orm;
    let Some(user) = user::Entity::find_by_id(id).one(database).await?.filter(|user| user.active) else {
        return Ok(None);
    };
    let roles = user_role::Entity::find().filter(user_role::Column::UserId.eq(id));
    let roles = roles.order_by_asc(user_role::Column::RoleKey).all(database).await?;
    let departments = user_department::Entity::find().filter(user_department::Column::UserId.eq(id));
    let mut departments: Vec<Uuid> =
        departments.all(database).await?.into_iter().map(|row| row.department_id).collect();
    departments.sort_unstable();
    let teams = team_member::Entity::find().filter(team_member::Column::UserId.eq(id)).all(database).await?;
    let edges = if departments.is_empty() { Vec::new() } else { edges(app).await? };
    let principal = Principal {
        id,
        name: user.name,
        locale: if user.locale == Language::English.tag() { Language::English } else { Language::Chinese },
        admin: roles.iter().any(|row| row.role_key == Actor::ADMIN),
        roles: roles.iter().filter_map(|row| DefinitionKey::parse(&row.role_key).ok()).collect(),
        department_tree: organisation::with_below(&departments, &edges),
        departments,
        main_department: user.department_id,
        teams: teams.into_iter().map(|row| row.team_id).collect(),
        via,
    };
    Ok(Some(principal.into()))
}

async fn edges(app: &App) -> Result<Vec<(Uuid, Option<Uuid>)>, Problem> {
    let all = department::Entity::find().all(&app.database.orm).await?;
    Ok(all.into_iter().map(|row| (row.id, row.parent_id)).collect())
}
