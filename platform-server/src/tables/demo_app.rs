//! An app whose sample was installed by a demonstration.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "demo_apps")]
pub struct Model {
    /// Key of the app.
    #[sea_orm(primary_key, auto_increment = false)]
    pub app: String,
    /// `installing`, `present` or `removed`.
    pub state: String,
    /// Microseconds since 1970.
    pub at: i64,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
