//! Failed sign-ins of one account from one address.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempts")]
pub struct Model {
    /// What was typed, folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: String,
    /// Where it came from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub address: String,
    /// How many since.
    pub failures: i32,
    /// Start of the window, microseconds since 1970.
    pub since: i64,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
