//! A person who may sign in.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name it signs in with, as written.
    pub username: String,
    /// The same folded; unique.
    pub username_key: String,
    /// What others read.
    pub name: String,
    /// Phone number, normalised; unique.
    pub phone: Option<String>,
    /// E-mail address, folded; unique.
    pub email: Option<String>,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Its main department.
    pub department_id: Option<Uuid>,
    /// What it is found by: name, pinyin, initials and user name, folded.
    pub search: String,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970.
    pub updated_at: i64,
}

/// No relations: ids are followed by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
