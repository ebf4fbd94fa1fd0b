//! A file being imported.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Into which entity.
    pub entity: String,
    /// Whose; nil is the operator.
    pub actor: Uuid,
    /// The data directory that holds its files.
    pub place: Uuid,
    /// What the file is called.
    pub file: String,
    /// A word of the outside contract.
    pub state: String,
    /// Rows dealt with so far.
    pub done: i64,
    /// What one undo takes back.
    pub batch: Option<Uuid>,
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
