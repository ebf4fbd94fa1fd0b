//! Groups of people across departments.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set, Unchanged,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Actor, check, log};
use crate::app::App;
use crate::database::Exclusive;
use crate::http::problem::{Code, Problem, refuse};
use crate::tables::{team, team_member, user};

/// A team as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Team)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// What people read.
    pub name: String,
    /// Who belongs to it.
    pub member_ids: Vec<Uuid>,
}

/// A team to be made, or what to change of one.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = TeamDraft)]
pub struct Draft {
    /// What people read.
    pub name: Option<String>,
    /// Who belongs to it.
    pub member_ids: Option<Vec<Uuid>>,
}

/// All teams by name.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App) -> Result<Vec<View>, Problem> {
    let mut members: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in
        team_member::Entity::find().order_by_asc(team_member::Column::UserId).all(&app.database.orm).await?
    {
        members.entry(row.team_id).or_default().push(row.user_id);
    }
    let rows = team::Entity::find().order_by_asc(team::Column::Name).all(&app.database.orm).await?;
    let shown = |row: team::Model| View {
        member_ids: members.remove(&row.id).unwrap_or_default(),
        id: row.id,
        name: row.name,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Makes a team.
///
/// # Errors
/// 422 with every issue.
pub async fn create(app: &App, actor: &Actor, draft: Draft) -> Result<View, Problem> {
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let (id, now) = (app.clock.id(), app.clock.now().0);
    let name = Some(draft.name.unwrap_or_default());
    let (name, members) = checked(&transaction, name, draft.member_ids).await?;
    let row = team::ActiveModel {
        id: Set(id),
        name: Set(name.unwrap_or_default()),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = row.insert(&transaction).await?;
    finish(app, transaction, actor, "created", row, members).await
}

/// Changes a team.
///
/// # Errors
/// 404, or 422 with every issue.
pub async fn change(app: &App, actor: &Actor, id: Uuid, draft: Draft) -> Result<View, Problem> {
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let before = team::Entity::find_by_id(id).one(&transaction).await?;
    let before = before.ok_or_else(|| Problem::new(Code::NotFound))?;
    let (name, members) = checked(&transaction, draft.name, draft.member_ids).await?;
    let row = team::ActiveModel {
        id: Unchanged(id),
        name: Set(name.unwrap_or(before.name)),
        updated_at: Set(app.clock.now().0),
        ..Default::default()
    };
    let row = row.update(&transaction).await?;
    finish(app, transaction, actor, "changed", row, members).await
}

async fn checked(
    within: &DatabaseTransaction,
    name: Option<String>,
    members: Option<Vec<Uuid>>,
) -> Result<(Option<String>, Option<Vec<Uuid>>), Problem> {
    let mut issues = Vec::new();
    let name = name.map(|given| check::name(&given, "/name", &mut issues));
    let wanted = members.as_deref().unwrap_or_default();
    let known = user::Entity::find().filter(user::Column::Id.is_in(wanted.iter().copied()));
    let known: Vec<Uuid> = known.all(within).await?.into_iter().map(|row| row.id).collect();
    for (index, _) in wanted.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
        let pointer = format!("/member_ids/{index}");
        issues.push(check::issue("no_such", pointer, "找不到这个用户", "There is no such user"));
    }
    refuse(Code::Invalid, issues)?;
    let members = members.map(|mut ids| {
        ids.sort_unstable();
        ids.dedup();
        ids
    });
    Ok((name, members))
}

async fn finish(
    app: &App,
    transaction: DatabaseTransaction,
    actor: &Actor,
    action: &'static str,
    row: team::Model,
    members: Option<Vec<Uuid>>,
) -> Result<View, Problem> {
    let of_team = team_member::Column::TeamId.eq(row.id);
    if let Some(members) = members {
        team_member::Entity::delete_many().filter(of_team.clone()).exec(&transaction).await?;
        for user_id in members {
            team_member::ActiveModel { team_id: Set(row.id), user_id: Set(user_id) }
                .insert(&transaction)
                .await?;
        }
    }
    let members = team_member::Entity::find().filter(of_team).order_by_asc(team_member::Column::UserId);
    let member_ids: Vec<Uuid> = members.all(&transaction).await?.into_iter().map(|row| row.user_id).collect();
    let view = View { id: row.id, name: row.name, member_ids };
    let changes = json!({ "name": view.name, "member_ids": view.member_ids });
    log::write(app, &transaction, actor, log::Entry { action, subject: "team", id: view.id, changes })
        .await?;
    transaction.commit().await?;
    app.identity.forget();
    Ok(view)
}
