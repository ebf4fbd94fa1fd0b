//! The department tree.
//!
//! Errors: 422 for a parent that does not exist, lies below the department itself, or would make the tree deeper
//!         than 32.

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set, Unchanged,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Actor, check, log, organisation};
use crate::app::App;
use crate::database::Exclusive;
use crate::http::problem::{Code, Problem, refuse};
use crate::tables::department::{ActiveModel, Column, Entity, Model};

const DEEPEST: usize = 32;

/// A department as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Department)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// What people read.
    pub name: String,
    /// The department above.
    pub parent_id: Option<Uuid>,
    /// Place among its siblings, from 0.
    pub order: i32,
}

/// A department to be made, or what to change of one; `"parent_id": null` moves it to the top.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = DepartmentDraft)]
pub struct Draft {
    /// What people read.
    pub name: Option<String>,
    /// The department above.
    #[serde(deserialize_with = "super::users::present")]
    #[schema(value_type = Option<Uuid>)]
    pub parent_id: Option<Option<Uuid>>,
    /// Place among its siblings; absent for a new one means last.
    pub order: Option<i32>,
}

/// All departments, parents before children, siblings in order.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App) -> Result<Vec<View>, Problem> {
    let rows = Entity::find()
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Name)
        .all(&app.database.orm)
        .await?;
    let tops: Vec<Uuid> = rows.iter().filter(|row| row.parent_id.is_none()).map(|row| row.id).collect();
    let edges: Vec<(Uuid, Option<Uuid>)> = rows.iter().map(|row| (row.id, row.parent_id)).collect();
    let mut views: std::collections::HashMap<Uuid, View> =
        rows.into_iter().map(|row| (row.id, shown(row))).collect();
    Ok(organisation::with_below(&tops, &edges).iter().filter_map(|id| views.remove(id)).collect())
}

fn shown(row: Model) -> View {
    View { id: row.id, name: row.name, parent_id: row.parent_id, order: row.position }
}

/// Makes a department.
///
/// # Errors
/// See the module.
pub async fn create(app: &App, actor: &Actor, draft: Draft) -> Result<View, Problem> {
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let rows = Entity::find().all(&transaction).await?;
    let (id, now) = (app.clock.id(), app.clock.now().0);
    let parent_id = draft.parent_id.flatten();
    let name = checked(&draft, true, id, &rows)?.unwrap_or_default();
    let last =
        rows.iter().filter(|row| row.parent_id == parent_id).map(|row| row.position.saturating_add(1)).max();
    let row = ActiveModel {
        id: Set(id),
        name: Set(name),
        parent_id: Set(parent_id),
        position: Set(draft.order.or(last).unwrap_or(0)),
        path: Set(String::new()),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = row.insert(&transaction).await?;
    finish(app, transaction, actor, "created", row).await
}

/// Changes or moves a department.
///
/// # Errors
/// 404, and see the module.
pub async fn change(app: &App, actor: &Actor, id: Uuid, draft: Draft) -> Result<View, Problem> {
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let rows = Entity::find().all(&transaction).await?;
    let before = rows.iter().find(|row| row.id == id).cloned().ok_or_else(|| Problem::new(Code::NotFound))?;
    let name = checked(&draft, false, id, &rows)?.unwrap_or(before.name);
    let row = ActiveModel {
        id: Unchanged(id),
        name: Set(name),
        parent_id: Set(draft.parent_id.unwrap_or(before.parent_id)),
        position: Set(draft.order.unwrap_or(before.position)),
        updated_at: Set(app.clock.now().0),
        ..Default::default()
    };
    let row = row.update(&transaction).await?;
    finish(app, transaction, actor, "changed", row).await
}

async fn finish(
    app: &App,
    transaction: DatabaseTransaction,
    actor: &Actor,
    action: &'static str,
    row: Model,
) -> Result<View, Problem> {
    write_paths(&transaction).await?;
    let view = shown(row);
    let changes = json!({ "name": view.name, "parent_id": view.parent_id, "order": view.order });
    let entry = log::Entry { action, subject: "department", id: view.id, changes };
    log::write(app, &transaction, actor, entry).await?;
    transaction.commit().await?;
    app.identity.forget();
    Ok(view)
}

/// The checked name, if one is given.
fn checked(draft: &Draft, new: bool, id: Uuid, rows: &[Model]) -> Result<Option<String>, Problem> {
    let mut issues = Vec::new();
    let name = match &draft.name {
        Some(given) => Some(check::name(given, "/name", &mut issues)),
        None if new => Some(check::name("", "/name", &mut issues)),
        None => None,
    };
    let refused = draft.parent_id.flatten().and_then(|parent| misplaced(id, parent, rows));
    if let Some((code, chinese, english)) = refused {
        issues.push(check::issue(code, "/parent_id", chinese, english));
    }
    refuse(Code::Invalid, issues)?;
    Ok(name)
}

type Words = (&'static str, &'static str, &'static str);

fn misplaced(id: Uuid, parent: Uuid, rows: &[Model]) -> Option<Words> {
    let edges: Vec<(Uuid, Option<Uuid>)> = rows.iter().map(|row| (row.id, row.parent_id)).collect();
    if organisation::with_below(&[id], &edges).contains(&parent) {
        return Some(("cycle", "不能移到自己或自己的下级部门之下", "A department cannot lie below itself"));
    }
    let Some(path) = organisation::paths(&edges).remove(&parent) else {
        return Some(("no_such", "上级部门不存在", "There is no such department above"));
    };
    let own = organisation::paths(&edges);
    let above = path.matches('/').count();
    let before = own.get(&id).map_or(0, |path| path.matches('/').count());
    let deepest = organisation::with_below(&[id], &edges)
        .iter()
        .filter_map(|below| own.get(below))
        .map(|path| path.matches('/').count() + 1 - before)
        .max()
        .unwrap_or(1);
    (above + deepest > DEEPEST).then_some(("too_deep", "部门最多 32 层", "Departments nest at most 32 deep"))
}

async fn write_paths(within: &DatabaseTransaction) -> Result<(), DbErr> {
    let rows = Entity::find().all(within).await?;
    let edges: Vec<(Uuid, Option<Uuid>)> = rows.iter().map(|row| (row.id, row.parent_id)).collect();
    let mut paths = organisation::paths(&edges);
    for row in rows {
        let path = paths.remove(&row.id).unwrap_or_default();
        if path != row.path {
            let moved = ActiveModel { path: Set(path), ..Default::default() };
            Entity::update_many().set(moved).filter(Column::Id.eq(row.id)).exec(within).await?;
        }
    }
    Ok(())
}
