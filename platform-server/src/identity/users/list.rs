//! Users as they are shown.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use engine_core::text;
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, ExprTrait as _, LikeExpr},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::problem::{Code, Problem};
use crate::tables::{team_member, user, user_department, user_role};

/// A user as administrators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// Name to sign in with.
    pub username: String,
    /// Name that others read.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Main department.
    pub department_id: Option<Uuid>,
    /// All its departments.
    pub department_ids: Vec<Uuid>,
    /// Its roles.
    pub role_keys: Vec<String>,
    /// Its teams.
    pub team_ids: Vec<Uuid>,
}

/// One page of users.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UserPage)]
pub struct Page {
    /// The users, by user name.
    pub items: Vec<View>,
    /// Where the next page starts, if there is one.
    pub next_cursor: Option<String>,
}

/// Which users are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Part of a name, its pinyin or initials, a user name, a phone number or an address.
    pub text: Option<String>,
    /// Who works in this department.
    pub department: Option<Uuid>,
    /// At most so many, 1 to 500.
    pub limit: u64,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// A page of users.
///
/// # Errors
/// 400 for a cursor we did not make.
pub async fn list(app: &App, wanted: Wanted) -> Result<Page, Problem> {
    let after = wanted.cursor.as_deref().map(read_cursor).transpose()?;
    let mut query = user::Entity::find()
        .apply_if(after, |query, after| query.filter(user::Column::UsernameKey.gt(after)))
        .apply_if(wanted.department, |query, department| {
            let members = user_department::Entity::find()
                .select_only()
                .column(user_department::Column::UserId)
                .filter(user_department::Column::DepartmentId.eq(department));
            query.filter(user::Column::Id.in_subquery(members.into_query()))
        });
    if let Some(part) = wanted.text.as_deref().map(text::fold).filter(|part| !part.is_empty()) {
        let like = |column: user::Column| Expr::col(column).like(containing(&part));
        let any = like(user::Column::Search).or(like(user::Column::Phone)).or(like(user::Column::Email));
        query = query.filter(any);
    }
    let limit = wanted.limit.clamp(1, 500);
    let ordered = query.order_by_asc(user::Column::UsernameKey).limit(limit + 1);
    let mut rows = ordered.all(&app.database.orm).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor =
        rows.last().filter(|_| more).map(|last| BASE64_URL_SAFE_NO_PAD.encode(&last.username_key));
    Ok(Page { items: views(&app.database.orm, rows).await?, next_cursor })
}

fn read_cursor(cursor: &str) -> Result<String, Problem> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|key| !key.contains('\0')).ok_or_else(|| {
        Problem::new(Code::BadQuery).detail("翻页位置无效，请从第一页开始", "The cursor is not one of ours")
    })
}

/// A LIKE pattern that finds `part` anywhere, whatever characters it holds.
pub(in crate::identity) fn containing(part: &str) -> LikeExpr {
    let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

/// One user.
///
/// # Errors
/// 404 when there is none.
pub async fn find(app: &App, id: Uuid) -> Result<user::Model, Problem> {
    let found = user::Entity::find_by_id(id).one(&app.database.orm).await?;
    found.ok_or_else(|| Problem::new(Code::NotFound))
}

/// One user as it is shown.
///
/// # Errors
/// 404 when there is none.
pub async fn view(app: &App, id: Uuid) -> Result<View, Problem> {
    let row = find(app, id).await?;
    views(&app.database.orm, vec![row]).await?.pop().ok_or_else(|| Problem::new(Code::NotFound))
}

async fn views(database: &DatabaseConnection, rows: Vec<user::Model>) -> Result<Vec<View>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut departments: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let those = user_department::Entity::find().filter(user_department::Column::UserId.is_in(ids.clone()));
    for row in those.all(database).await? {
        departments.entry(row.user_id).or_default().push(row.department_id);
    }
    let mut roles: HashMap<Uuid, Vec<String>> = HashMap::new();
    let those = user_role::Entity::find().filter(user_role::Column::UserId.is_in(ids.clone()));
    for row in those.order_by_asc(user_role::Column::RoleKey).all(database).await? {
        roles.entry(row.user_id).or_default().push(row.role_key);
    }
    let mut teams: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let those = team_member::Entity::find().filter(team_member::Column::UserId.is_in(ids));
    for row in those.all(database).await? {
        teams.entry(row.user_id).or_default().push(row.team_id);
    }
    let sorted = |mut ids: Vec<Uuid>| {
        ids.sort_unstable();
        ids
    };
    let view = |row: user::Model| View {
        department_ids: sorted(departments.remove(&row.id).unwrap_or_default()),
        role_keys: roles.remove(&row.id).unwrap_or_default(),
        team_ids: sorted(teams.remove(&row.id).unwrap_or_default()),
        id: row.id,
        username: row.username,
        name: row.name,
        email: row.email,
        phone: row.phone,
        locale: row.locale,
        active: row.active,
        department_id: row.department_id,
    };
    Ok(rows.into_iter().map(view).collect())
}
