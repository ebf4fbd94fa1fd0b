//! The names of people and departments by id, for answers that already show the id.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    app::App,
    fault::StorageFault,
    http::problem::Problem,
    tables::{department, user},
};

/// Names of people.
///
/// # Errors
/// When the database does not answer.
pub async fn people(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Problem> {
    let found = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::Id.is_in(ids.iter().copied()))
        .into_tuple::<(Uuid, String)>()
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(found.into_iter().collect())
}

/// Names of departments.
///
/// # Errors
/// When the database does not answer.
pub async fn departments(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Problem> {
    let found = department::Entity::find()
        .select_only()
        .columns([department::Column::Id, department::Column::Name])
        .filter(department::Column::Id.is_in(ids.iter().copied()))
        .into_tuple::<(Uuid, String)>()
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(found.into_iter().collect())
}
/// Active people with one of these names.
///
/// # Errors
/// When the database does not answer.
pub async fn people_called(app: &App, called: &[String]) -> Result<Vec<(Uuid, String)>, Problem> {
    let found = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::Active.eq(true))
        .filter(user::Column::Name.is_in(called.iter().map(|name| name.trim())))
        .into_tuple::<(Uuid, String)>()
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(found)
}

/// Departments with one of these names.
///
/// # Errors
/// When the database does not answer.
pub async fn departments_called(app: &App, called: &[String]) -> Result<Vec<(Uuid, String)>, Problem> {
    let found = department::Entity::find()
        .select_only()
        .columns([department::Column::Id, department::Column::Name])
        .filter(department::Column::Name.is_in(called.iter().map(|name| name.trim())))
        .into_tuple::<(Uuid, String)>()
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(found)
}

/// Active people, the first so many.
///
/// # Errors
/// When the database does not answer.
pub async fn all_people(app: &App, most: u64) -> Result<Vec<(Uuid, String)>, Problem> {
    let found = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::Active.eq(true))
        .order_by_asc(user::Column::Id)
        .limit(most)
        .into_tuple::<(Uuid, String)>()
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(found)
}

/// Departments, the first so many.
///
/// # Errors
/// When the database does not answer.
pub async fn all_departments(app: &App, most: u64) -> Result<Vec<(Uuid, String)>, Problem> {
    let found = department::Entity::find()
        .select_only()
        .columns([department::Column::Id, department::Column::Name])
        .order_by_asc(department::Column::Id)
        .limit(most)
        .into_tuple::<(Uuid, String)>()
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(found)
}
