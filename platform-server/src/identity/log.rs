//! Who changed what about people, written in the transaction of the change.
//!
//! Shape:  one row: who, by which means, what, to which, and what is new; never a secret.

use sea_orm::{ActiveModelTrait as _, ConnectionTrait, DbErr, Set};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Actor, Via};
use crate::app::App;
use crate::tables::identity_log::ActiveModel;

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `created`, `changed`, `signed_in`, …
    pub action: &'static str,
    /// `user`, `department`, `team`, `token`.
    pub subject: &'static str,
    /// Which.
    pub id: Uuid,
    /// What is new.
    pub changes: Json,
}

/// Writes an entry.
///
/// # Errors
/// When the database fails.
pub async fn write(
    app: &App,
    within: &impl ConnectionTrait,
    actor: &Actor,
    entry: Entry,
) -> Result<(), DbErr> {
    let means = match actor.via {
        Via::Session(_) => "user",
        Via::Token { .. } => "token",
        Via::Operator => "operator",
    };
    let row = ActiveModel {
        id: Set(app.clock.id()),
        at: Set(app.clock.now().0),
        actor: Set(means.to_owned()),
        actor_id: Set(actor.user()),
        action: Set(entry.action.to_owned()),
        subject: Set(entry.subject.to_owned()),
        subject_id: Set(Some(entry.id)),
        changes: Set(entry.changes.to_string()),
    };
    row.insert(within).await?;
    Ok(())
}
