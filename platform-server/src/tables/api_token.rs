//! A program that acts as a user.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// As whom it acts.
    pub user_id: Uuid,
    /// What it is for.
    pub name: String,
    /// Scope names, separated by spaces.
    pub scopes: String,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// When it ends, if ever.
    pub expires_at: Option<i64>,
    /// Last use, to within five minutes.
    pub used_at: Option<i64>,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
