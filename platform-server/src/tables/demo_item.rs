//! Something that a demonstration brought along.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "demo_items")]
pub struct Model {
    /// The department, user or batch of records.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Key of the app whose sample it is from.
    pub app: String,
    /// `department`, `user` or `batch`.
    pub kind: String,
    /// User name, or entity of the batch.
    pub name: String,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
