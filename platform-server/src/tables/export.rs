//! A file made of records.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of which entity; absent for everything.
    pub entity: Option<String>,
    /// Whose; nil is the operator.
    pub actor: Uuid,
    /// The data directory that holds the file.
    pub place: Uuid,
    /// What the file is called.
    pub file: String,
    /// A word of the outside contract.
    pub state: String,
    /// Records written so far.
    pub count: i64,
    /// JSON of the rest.
    pub details: String,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970.
    pub updated_at: i64,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
