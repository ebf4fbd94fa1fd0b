//! A record that holds a file.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "file_claims")]
pub struct Model {
    /// Which file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: Uuid,
    /// The record's entity.
    pub entity: String,
    /// Which record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: Uuid,
    /// The key of the field; below a sub-table's with a dot.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
