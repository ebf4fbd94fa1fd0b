//! Users made and changed.

use engine_core::issue::Issue;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, NotSet, PaginatorTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _, Set,
    Unchanged,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::super::tokens;
use super::draft::{Draft, Ready, prepare_change};
use super::{View, find, view};
use crate::app::App;
use crate::database::Exclusive;
use crate::http::problem::{Code, Problem, refuse};
use crate::identity::{Actor, Via, check, log, sessions};
use crate::tables::{department, team, team_member, user, user_department, user_role};

/// Stores a new user in a transaction of its own and returns its id.
///
/// # Errors
/// As [`insert`].
pub async fn store(app: &App, actor: &Actor, ready: Ready) -> Result<Uuid, Problem> {
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let id = insert(app, &transaction, actor, ready).await?;
    transaction.commit().await?;
    Ok(id)
}

/// Stores a new user and returns its id.
///
/// # Errors
/// 422 for what is taken or does not exist.
pub async fn insert(
    app: &App,
    within: &DatabaseTransaction,
    actor: &Actor,
    ready: Ready,
) -> Result<Uuid, Problem> {
    let id = app.clock.id();
    settle(within, id, &ready).await?;
    let now = app.clock.now().0;
    let changes = told(&ready);
    let username = ready.username.unwrap_or_default();
    let name = ready.name.unwrap_or_default();
    let departments = joined(ready.department.flatten(), ready.departments.unwrap_or_default());
    let row = user::ActiveModel {
        id: Set(id),
        username_key: Set(check::fold(&username)),
        search: Set(check::search_text(&name, &username)),
        username: Set(username),
        name: Set(name),
        phone: Set(ready.phone.flatten()),
        email: Set(ready.email.flatten()),
        password_hash: Set(ready.password_hash.unwrap_or_default()),
        locale: Set(ready.locale.unwrap_or_default()),
        active: Set(ready.active.unwrap_or(true)),
        department_id: Set(ready.department.flatten().or_else(|| departments.first().copied())),
        created_at: Set(now),
        updated_at: Set(now),
    };
    row.insert(within).await?;
    put_departments(within, id, departments).await?;
    put_roles(within, id, ready.roles.unwrap_or_default()).await?;
    put_teams(within, id, ready.teams.unwrap_or_default()).await?;
    log::write(app, within, actor, log::Entry { action: "created", subject: "user", id, changes }).await?;
    Ok(id)
}

/// Changes a user.
///
/// # Errors
/// 404, 422, or 409 when no active administrator would remain.
pub async fn change(app: &App, actor: &Actor, id: Uuid, draft: Draft) -> Result<View, Problem> {
    let before = find(app, id).await?;
    let ready = prepare_change(app, draft, &before.username).await?;
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let before = user::Entity::find_by_id(id).one(&transaction).await?;
    let before = before.ok_or_else(|| Problem::new(Code::NotFound))?;
    settle(&transaction, id, &ready).await?;
    let changes = told(&ready);
    if ready.password_hash.is_some() || ready.active == Some(false) {
        let kept = match actor.via {
            Via::Session(own) if actor.id == id && ready.active != Some(false) => Some(own),
            _ => None,
        };
        sessions::close_all(&transaction, id, kept).await?;
        if ready.password_hash.is_some() && actor.id != id {
            // Somebody else sets it because the old one is lost or known: what was made with it goes, too.
            tokens::revoke_all(&transaction, id).await?;
        }
    }
    apply(app, &transaction, before, ready).await?;
    if administrators(&transaction).await? == 0 {
        return Err(Problem::new(Code::LastAdmin));
    }
    log::write(app, &transaction, actor, log::Entry { action: "changed", subject: "user", id, changes })
        .await?;
    transaction.commit().await?;
    app.identity.forget();
    view(app, id).await
}

async fn apply(
    app: &App,
    within: &DatabaseTransaction,
    before: user::Model,
    ready: Ready,
) -> Result<(), DbErr> {
    let id = before.id;
    let mut department = ready.department.unwrap_or(before.department_id);
    if ready.departments.is_some() || ready.department.is_some() {
        let kept = match ready.departments {
            Some(new) => new,
            None => departments_of(within, id).await?,
        };
        if ready.department.is_none() {
            department = department.filter(|main| kept.contains(main)).or_else(|| kept.first().copied());
        }
        put_departments(within, id, joined(department, kept)).await?;
    }
    let username = ready.username.unwrap_or(before.username);
    let name = ready.name.unwrap_or(before.name);
    let row = user::ActiveModel {
        id: Unchanged(id),
        username_key: Set(check::fold(&username)),
        search: Set(check::search_text(&name, &username)),
        username: Set(username),
        name: Set(name),
        phone: given(ready.phone),
        email: given(ready.email),
        password_hash: given(ready.password_hash),
        locale: given(ready.locale),
        active: given(ready.active),
        department_id: Set(department),
        created_at: NotSet,
        updated_at: Set(app.clock.now().0),
    };
    row.update(within).await?;
    if let Some(roles) = ready.roles {
        put_roles(within, id, roles).await?;
    }
    if let Some(teams) = ready.teams {
        put_teams(within, id, teams).await?;
    }
    Ok(())
}

fn given<T: Into<sea_orm::Value>>(value: Option<T>) -> ActiveValue<T> {
    value.map_or(NotSet, Set)
}

fn joined(main: Option<Uuid>, mut all: Vec<Uuid>) -> Vec<Uuid> {
    if let Some(main) = main
        && !all.contains(&main)
    {
        all.insert(0, main);
    }
    all
}

/// What the log tells of a draft: values, but of a password only that it changed.
fn told(ready: &Ready) -> Json {
    let mut changes = Map::new();
    let mut tell = |key: &str, value: Option<Json>| {
        if let Some(value) = value {
            changes.insert(key.to_owned(), value);
        }
    };
    tell("username", ready.username.as_ref().map(|v| json!(v)));
    tell("name", ready.name.as_ref().map(|v| json!(v)));
    tell("phone", ready.phone.as_ref().map(|v| json!(v)));
    tell("email", ready.email.as_ref().map(|v| json!(v)));
    tell("locale", ready.locale.as_ref().map(|v| json!(v)));
    tell("active", ready.active.map(|v| json!(v)));
    tell("department_id", ready.department.map(|v| json!(v)));
    tell("department_ids", ready.departments.as_ref().map(|v| json!(v)));
    tell("role_keys", ready.roles.as_ref().map(|v| json!(v)));
    tell("team_ids", ready.teams.as_ref().map(|v| json!(v)));
    tell("password", ready.password_hash.as_ref().map(|_| json!("changed")));
    Json::Object(changes)
}

/// Looks up what a draft refers to and what others have taken.
async fn settle(within: &DatabaseTransaction, id: Uuid, ready: &Ready) -> Result<(), Problem> {
    let mut issues: Vec<Issue> = Vec::new();
    for (column, value, pointer) in [
        (user::Column::UsernameKey, ready.username.as_deref().map(check::fold), "/username"),
        (user::Column::Phone, ready.phone.clone().flatten(), "/phone"),
        (user::Column::Email, ready.email.clone().flatten(), "/email"),
    ] {
        let Some(value) = value else { continue };
        let others = user::Entity::find().filter(column.eq(value)).filter(user::Column::Id.ne(id));
        if others.count(within).await? > 0 {
            issues.push(check::issue("taken", pointer, "已被其他用户使用", "Another user has this already"));
        }
    }
    let departments = ready.departments.as_deref().unwrap_or_default();
    let known = department::Entity::find().filter(department::Column::Id.is_in(departments.iter().copied()));
    let known: Vec<Uuid> = known.all(within).await?.into_iter().map(|row| row.id).collect();
    missing(departments, &known, "/department_ids", &mut issues);
    if let Some(main) = ready.department.flatten()
        && department::Entity::find_by_id(main).one(within).await?.is_none()
    {
        missing(&[main], &[], "/department_id", &mut issues);
    }
    let teams = ready.teams.as_deref().unwrap_or_default();
    let known = team::Entity::find().filter(team::Column::Id.is_in(teams.iter().copied()));
    let known: Vec<Uuid> = known.all(within).await?.into_iter().map(|row| row.id).collect();
    missing(teams, &known, "/team_ids", &mut issues);
    refuse(Code::Invalid, issues)
}

fn missing(wanted: &[Uuid], known: &[Uuid], pointer: &str, issues: &mut Vec<Issue>) {
    for (index, _) in wanted.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
        let place = if pointer.ends_with("ids") { format!("{pointer}/{index}") } else { pointer.to_owned() };
        issues.push(check::issue("no_such", place, "找不到这一项", "There is no such thing"));
    }
}

/// How many can administer.
async fn administrators(within: &DatabaseTransaction) -> Result<u64, DbErr> {
    let holders = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::RoleKey.eq(Actor::ADMIN));
    let active = user::Entity::find().filter(user::Column::Active.eq(true));
    active.filter(user::Column::Id.in_subquery(holders.into_query())).count(within).await
}

async fn departments_of(within: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let those = user_department::Entity::find().filter(user_department::Column::UserId.eq(id));
    Ok(those.all(within).await?.into_iter().map(|row| row.department_id).collect())
}

async fn put_departments(within: &impl ConnectionTrait, id: Uuid, all: Vec<Uuid>) -> Result<(), DbErr> {
    user_department::Entity::delete_many()
        .filter(user_department::Column::UserId.eq(id))
        .exec(within)
        .await?;
    let row =
        |department_id| user_department::ActiveModel { user_id: Set(id), department_id: Set(department_id) };
    for department_id in all {
        row(department_id).insert(within).await?;
    }
    Ok(())
}

async fn put_roles(within: &impl ConnectionTrait, id: Uuid, all: Vec<String>) -> Result<(), DbErr> {
    user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id)).exec(within).await?;
    for role_key in all {
        user_role::ActiveModel { user_id: Set(id), role_key: Set(role_key) }.insert(within).await?;
    }
    Ok(())
}

async fn put_teams(within: &impl ConnectionTrait, id: Uuid, all: Vec<Uuid>) -> Result<(), DbErr> {
    team_member::Entity::delete_many().filter(team_member::Column::UserId.eq(id)).exec(within).await?;
    for team_id in all {
        team_member::ActiveModel { team_id: Set(team_id), user_id: Set(id) }.insert(within).await?;
    }
    Ok(())
}
