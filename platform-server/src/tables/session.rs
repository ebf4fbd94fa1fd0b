//! A browser that is signed in.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// Who is signed in.
    pub user_id: Uuid,
    /// Microseconds since 1970, real time.
    pub created_at: i64,
    /// Last use, to within five minutes.
    pub seen_at: i64,
    /// When it ends, however much it is used.
    pub expires_at: i64,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
