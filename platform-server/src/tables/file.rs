//! A file that was uploaded.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub struct Model {
    /// Its id, under which its content lies.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose id `owner` is: `actor`, or `form` for the session of a public one.
    pub owner_kind: String,
    /// Who uploaded it.
    pub owner: Uuid,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// The media type that its content says.
    pub media_type: String,
    /// SHA-256 in hexadecimal; absent until all of it has come in.
    pub digest: Option<String>,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970; absent while a record holds it.
    pub expires_at: Option<i64>,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
