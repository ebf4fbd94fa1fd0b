//! People as anyone signed in may look them up: name and department, nothing else.

use std::collections::HashMap;

use engine_core::text;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::users::containing;
use crate::app::App;
use crate::http::problem::Problem;
use crate::tables::{department, user};

const MOST: u64 = 20;

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// Its id.
    pub id: Uuid,
    /// What others read.
    pub name: String,
    /// Name of its main department.
    pub department: Option<String>,
}

/// At most 20 active people whose name, pinyin, initials or user name holds `part`.
///
/// # Errors
/// When the database fails.
pub async fn search(app: &App, part: &str) -> Result<Vec<Person>, Problem> {
    let part = text::fold(&text::normal(part));
    let found = user::Entity::find()
        .filter(user::Column::Active.eq(true))
        .filter(Expr::col(user::Column::Search).like(containing(&part)))
        .order_by_asc(user::Column::UsernameKey)
        .limit(MOST);
    let rows = found.all(&app.database.orm).await?;
    shown(app, rows).await
}

/// The people with these ids, active or not; unknown ids are left out.
///
/// # Errors
/// When the database fails.
pub async fn resolve(app: &App, ids: &[Uuid]) -> Result<Vec<Person>, Problem> {
    let those = user::Entity::find().filter(user::Column::Id.is_in(ids.iter().copied()));
    let rows = those.order_by_asc(user::Column::UsernameKey).all(&app.database.orm).await?;
    shown(app, rows).await
}

async fn shown(app: &App, rows: Vec<user::Model>) -> Result<Vec<Person>, Problem> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.department_id).collect();
    let those = department::Entity::find().filter(department::Column::Id.is_in(ids));
    let departments = those.all(&app.database.orm).await?;
    let names: HashMap<Uuid, String> = departments.into_iter().map(|row| (row.id, row.name)).collect();
    let shown = |row: user::Model| Person {
        department: row.department_id.and_then(|id| names.get(&id).cloned()),
        id: row.id,
        name: row.name,
    };
    Ok(rows.into_iter().map(shown).collect())
}
