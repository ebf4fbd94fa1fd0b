//! A mapping kept for the next file.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_mappings")]
pub struct Model {
    /// For which entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity: String,
    /// What it is called.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The mapping as JSON.
    pub body: String,
    /// Microseconds since 1970.
    pub updated_at: i64,
    /// Who saved it last; nil is the operator.
    pub updated_by: Uuid,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
