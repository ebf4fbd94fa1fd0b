//! Names of people and departments: by id, for answers that already show the id, and the other way for imports.
//!
//! Errors: when the database does not answer.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use uuid::Uuid;

use super::check;
use crate::{
    app::App,
    fault::StorageFault,
    http::problem::Problem,
    tables::{department, user},
};

type Named = Vec<(Uuid, String)>;

/// Names of people.
///
/// # Errors
/// See the module.
pub async fn people(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Problem> {
    let those = user::Column::Id.is_in(ids.iter().copied());
    Ok(named(app, of_people().filter(those)).await?.into_iter().collect())
}

/// Names of departments.
///
/// # Errors
/// See the module.
pub async fn departments(app: &App, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Problem> {
    let those = department::Column::Id.is_in(ids.iter().copied());
    Ok(named(app, of_departments().filter(those)).await?.into_iter().collect())
}

/// Somebody, and what tells it from others of the same name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Person {
    /// Which.
    pub id: Uuid,
    /// What others read.
    pub name: String,
    /// What it signs in with.
    pub username: String,
    /// Its e-mail address, if it has one.
    pub email: Option<String>,
    /// Its main department.
    #[sea_orm(from_alias = "department_id")]
    pub department: Option<Uuid>,
}

/// Whether a text is a name, however wide its letters are written.
pub fn same(name: &str, text: &str) -> bool {
    check::fold(name.trim()) == check::fold(text.trim())
}

/// Active people with one of these names, login names or e-mail addresses.
///
/// # Errors
/// See the module.
pub async fn people_meant(app: &App, texts: &[String]) -> Result<Vec<Person>, Problem> {
    let folded: Vec<String> = texts.iter().map(|text| check::fold(text.trim())).collect();
    let those = Condition::any()
        .add(user::Column::Name.is_in(texts.iter().map(|name| name.trim())))
        .add(user::Column::UsernameKey.is_in(folded.clone()))
        .add(user::Column::Email.is_in(folded));
    let query = user::Entity::find().filter(user::Column::Active.eq(true)).filter(those);
    Ok(query.into_model().all(&app.database.orm).await.map_err(StorageFault::from)?)
}

/// Departments with one of these names.
///
/// # Errors
/// See the module.
pub async fn departments_called(app: &App, called: &[String]) -> Result<Named, Problem> {
    let those = department::Column::Name.is_in(called.iter().map(|name| name.trim()));
    named(app, of_departments().filter(those)).await
}

/// Active people, the first so many.
///
/// # Errors
/// See the module.
pub async fn all_people(app: &App, most: u64) -> Result<Named, Problem> {
    let active = of_people().filter(user::Column::Active.eq(true));
    named(app, active.order_by_asc(user::Column::Id).limit(most)).await
}

/// Departments, the first so many.
///
/// # Errors
/// See the module.
pub async fn all_departments(app: &App, most: u64) -> Result<Named, Problem> {
    named(app, of_departments().order_by_asc(department::Column::Id).limit(most)).await
}

fn of_people() -> Select<user::Entity> {
    user::Entity::find().select_only().columns([user::Column::Id, user::Column::Name])
}

fn of_departments() -> Select<department::Entity> {
    department::Entity::find().select_only().columns([department::Column::Id, department::Column::Name])
}

async fn named<E: EntityTrait>(app: &App, query: Select<E>) -> Result<Named, Problem> {
    Ok(query.into_tuple().all(&app.database.orm).await.map_err(StorageFault::from)?)
}
