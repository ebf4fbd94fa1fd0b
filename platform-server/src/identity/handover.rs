//! What somebody leaves behind among people: places in teams.
//!
//! Roles and departments are not passed on: what the successor may do is its administrator's decision.

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Actor, log};
use crate::app::App;
use crate::database::Exclusive;
use crate::http::problem::Problem;
use crate::tables::{team, team_member};

/// A team whose place is passed on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = HandoverTeam)]
pub struct Place {
    /// The team.
    pub id: Uuid,
    /// What people read.
    pub name: String,
}

/// The teams somebody belongs to, by name.
///
/// # Errors
/// When the database fails.
pub async fn places(app: &App, user: Uuid) -> Result<Vec<Place>, Problem> {
    Ok(places_of(&app.database.orm, user).await?)
}

async fn places_of(within: &impl ConnectionTrait, user: Uuid) -> Result<Vec<Place>, DbErr> {
    let member = team_member::Entity::find().filter(team_member::Column::UserId.eq(user));
    let ids: Vec<Uuid> = member.all(within).await?.into_iter().map(|row| row.team_id).collect();
    let teams = team::Entity::find().filter(team::Column::Id.is_in(ids)).order_by_asc(team::Column::Name);
    Ok(teams.all(within).await?.into_iter().map(|row| Place { id: row.id, name: row.name }).collect())
}

/// Gives the places of one person to another, if `teams` says so, and notes the handover; the teams that changed.
///
/// # Errors
/// When the database fails; nothing is passed on then.
pub async fn pass_on(
    app: &App,
    actor: &Actor,
    (from, to): (Uuid, Uuid),
    teams: bool,
    mut told: Json,
) -> Result<Vec<Place>, Problem> {
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    let places = if teams { places_of(&transaction, from).await? } else { Vec::new() };
    for place in &places {
        let of_team = team_member::Entity::find().filter(team_member::Column::TeamId.eq(place.id));
        let members: Vec<Uuid> = of_team.all(&transaction).await?.into_iter().map(|m| m.user_id).collect();
        team_member::Entity::delete_by_id((place.id, from)).exec(&transaction).await?;
        if !members.contains(&to) {
            let row = team_member::ActiveModel { team_id: Set(place.id), user_id: Set(to) };
            row.insert(&transaction).await?;
        }
    }
    told["team_ids"] = places.iter().map(|place| place.id.to_string()).collect();
    let entry = log::Entry { action: "handed_over", subject: "user", id: from, changes: told };
    log::write(app, &transaction, actor, entry).await?;
    transaction.commit().await?;
    if !places.is_empty() {
        app.identity.forget();
    }
    Ok(places)
}
