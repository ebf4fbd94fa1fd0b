//! Who changed what about people.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity_log")]
pub struct Model {
    /// Its id; ascends.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Microseconds since 1970.
    pub at: i64,
    /// `user`, `token`, `operator` or `setup`.
    pub actor: String,
    /// The user behind it.
    pub actor_id: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// `user`, `department`, `team`, `token` or `session`.
    pub subject: String,
    /// To which.
    pub subject_id: Option<Uuid>,
    /// JSON: what is new. Never a secret.
    pub changes: String,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
