//! The names of people and departments by id, for answers that already show the id.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
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
