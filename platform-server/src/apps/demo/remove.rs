//! The sample goes; the apps stay.
//!
//! Shape:  records first, those made last first, then people, then departments. What somebody made about sample records
//!         goes with them. An account stays while it is the caller's own or the last administrator's; a person or
//!         department that something else still needs is switched off or kept.

use engine_core::key::DefinitionKey;
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::memory::{self, State};
use crate::{
    access::{Delete, Permit, View},
    app::App,
    apps::AppFault,
    database::Exclusive,
    identity::{Actor, log},
    tables::{api_token, department, session, team_member, user, user_department, user_role},
};

/// What went.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = DemoRemoved)]
pub struct Removed {
    /// Records, with those that could not be without them.
    pub records: u64,
    /// Accounts.
    pub users: u64,
    /// Departments.
    pub departments: u64,
    /// User names of the sample accounts that stay.
    pub kept_users: Vec<String>,
}

/// Takes all sample data away.
///
/// # Errors
/// When the database fails; running it again goes on.
pub async fn remove(app: &App, actor: &Actor) -> Result<Removed, AppFault> {
    let mut removed = Removed::default();
    for key in memory::apps(app).await? {
        let key = DefinitionKey::parse(&key).map_err(|_| AppFault::Unknown(key))?;
        remove_one(app, &key, &[], actor, &mut removed).await?;
        memory::put(app, &key, State::Removed).await?;
    }
    app.identity.forget();
    Ok(removed)
}

/// Takes away what an interrupted installation left, people by name too: the last one may not be remembered.
pub(super) async fn clear(app: &App, key: &DefinitionKey, usernames: &[String]) -> Result<(), AppFault> {
    remove_one(app, key, usernames, &Actor::operator(), &mut Removed::default()).await
}

async fn remove_one(
    app: &App,
    key: &DefinitionKey,
    usernames: &[String],
    actor: &Actor,
    removed: &mut Removed,
) -> Result<(), AppFault> {
    let mut batches = memory::items(app, key.as_str(), "batch").await?;
    // Ids ascend in the order in which the batches were made.
    batches.sort_by_key(|item| std::cmp::Reverse(item.id));
    for item in batches {
        if app.catalog.snapshot().compiled(&item.name).is_some() {
            let permit: Permit<Delete> = app.gate.permit(&Actor::operator(), &item.name, &app.clock).await?;
            removed.records += app.store.sweep(&permit, item.id, &app.store.stamp(actor)).await?;
        }
        memory::forget(app, &[item.id]).await?;
    }
    let people: Vec<Uuid> =
        memory::items(app, key.as_str(), "user").await?.into_iter().map(|i| i.id).collect();
    let departments: Vec<Uuid> =
        memory::items(app, key.as_str(), "department").await?.into_iter().map(|i| i.id).collect();
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let mut those =
        user::Entity::find().filter(user::Column::Id.is_in(people.iter().copied())).all(&transaction).await?;
    if !usernames.is_empty() {
        let named = user::Entity::find().filter(user::Column::UsernameKey.is_in(usernames.iter().cloned()));
        those.extend(
            named
                .all(&transaction)
                .await?
                .into_iter()
                .filter(|u| !people.contains(&u.id))
                .collect::<Vec<_>>(),
        );
    }
    let sample: Vec<Uuid> = those.iter().map(|user| user.id).collect();
    let needed = still_named(app, &sample).await?;
    let mut stay = Vec::new();
    let others_administer = administrators(&transaction, &sample).await?;
    for user in those {
        let administers =
            user_role::Entity::find_by_id((user.id, Actor::ADMIN.to_owned())).one(&transaction).await?;
        let last = usernames.is_empty() && administers.is_some() && !others_administer;
        if actor.user() == Some(user.id) || last {
            stay.push(user.id);
            removed.kept_users.push(user.username);
        } else if needed.contains(&user.id) {
            switch_off(app, &transaction, actor, &user).await?;
            stay.push(user.id);
            removed.kept_users.push(user.username);
        } else {
            delete_user(app, &transaction, actor, user).await?;
            removed.users += 1;
        }
    }
    removed.departments += delete_departments(app, &transaction, actor, &departments, &stay).await?;
    transaction.commit().await?;
    memory::forget(app, &people).await?;
    memory::forget(app, &departments).await?;
    Ok(())
}

/// Those of some people whom records that remain still name.
async fn still_named(app: &App, people: &[Uuid]) -> Result<Vec<Uuid>, AppFault> {
    let mut named = Vec::new();
    let snapshot = app.catalog.snapshot();
    for compiled in snapshot.entities.values().filter(|c| c.entity.parent.is_none()) {
        let entity = compiled.entity.key.as_str();
        let permit: Permit<View> = app.gate.permit(&Actor::operator(), entity, &app.clock).await?;
        named.extend(app.store.people_named(&permit, people).await?);
    }
    Ok(named)
}

/// Whether an active administrator remains beside some people.
async fn administrators(within: &DatabaseTransaction, without: &[Uuid]) -> Result<bool, DbErr> {
    let holders =
        user_role::Entity::find().filter(user_role::Column::RoleKey.eq(Actor::ADMIN)).all(within).await?;
    let others = holders.into_iter().map(|row| row.user_id).filter(|id| !without.contains(id));
    let active =
        user::Entity::find().filter(user::Column::Active.eq(true)).filter(user::Column::Id.is_in(others));
    Ok(active.count(within).await? > 0)
}

async fn sign_out(within: &DatabaseTransaction, id: Uuid) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::UserId.eq(id)).exec(within).await?;
    api_token::Entity::delete_many().filter(api_token::Column::UserId.eq(id)).exec(within).await?;
    Ok(())
}

async fn delete_user(
    app: &App,
    within: &DatabaseTransaction,
    actor: &Actor,
    user: user::Model,
) -> Result<(), DbErr> {
    sign_out(within, user.id).await?;
    user_department::Entity::delete_many()
        .filter(user_department::Column::UserId.eq(user.id))
        .exec(within)
        .await?;
    user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(user.id)).exec(within).await?;
    team_member::Entity::delete_many().filter(team_member::Column::UserId.eq(user.id)).exec(within).await?;
    user::Entity::delete_by_id(user.id).exec(within).await?;
    let entry = log::Entry {
        action: "deleted",
        subject: "user",
        id: user.id,
        changes: json!({ "username": user.username }),
    };
    log::write(app, within, actor, entry).await
}

async fn switch_off(
    app: &App,
    within: &DatabaseTransaction,
    actor: &Actor,
    user: &user::Model,
) -> Result<(), DbErr> {
    sign_out(within, user.id).await?;
    let off = user::Entity::update_many().col_expr(user::Column::Active, Expr::value(false));
    off.filter(user::Column::Id.eq(user.id)).exec(within).await?;
    let entry =
        log::Entry { action: "changed", subject: "user", id: user.id, changes: json!({ "active": false }) };
    log::write(app, within, actor, entry).await
}

/// Deletes those departments in which nobody works any more and below which nothing lies; people who stay leave them.
async fn delete_departments(
    app: &App,
    within: &DatabaseTransaction,
    actor: &Actor,
    sample: &[Uuid],
    stay: &[Uuid],
) -> Result<u64, DbErr> {
    user_department::Entity::delete_many()
        .filter(user_department::Column::DepartmentId.is_in(sample.iter().copied()))
        .filter(user_department::Column::UserId.is_in(stay.iter().copied()))
        .exec(within)
        .await?;
    let none = user::Entity::update_many().col_expr(user::Column::DepartmentId, Expr::value(None::<Uuid>));
    none.filter(user::Column::Id.is_in(stay.iter().copied()))
        .filter(user::Column::DepartmentId.is_in(sample.iter().copied()))
        .exec(within)
        .await?;
    let mut gone = 0;
    // Parents were made before their children.
    let mut bottom_up = sample.to_vec();
    bottom_up.sort_by_key(|id| std::cmp::Reverse(*id));
    for id in bottom_up {
        let below =
            department::Entity::find().filter(department::Column::ParentId.eq(id)).count(within).await?;
        let people = user_department::Entity::find()
            .filter(user_department::Column::DepartmentId.eq(id))
            .count(within)
            .await?;
        if below + people == 0 {
            gone += department::Entity::delete_by_id(id).exec(within).await?.rows_affected;
            log::write(
                app,
                within,
                actor,
                log::Entry { action: "deleted", subject: "department", id, changes: json!({}) },
            )
            .await?;
        }
    }
    Ok(gone)
}
