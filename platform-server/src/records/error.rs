//! Why the store says no.

use std::sync::Arc;

use engine_core::entity::Entity;

use crate::access::{ActionMarker, Permit};

use engine_core::issue::{Issue, Language, Message};

/// Why a read or write was not done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The user's mistakes, all of them.
    #[error("{} issues", .0.len())]
    Issues(Vec<Issue>),
    /// Fields the caller may not write, one issue each.
    #[error("{} fields may not be written", .0.len())]
    ForbiddenFields(Vec<Issue>),
    /// There is no such record, or the caller may not see it.
    #[error("not found")]
    NotFound,
    /// The caller sees the record and may not do this to it.
    #[error("forbidden")]
    Forbidden,
    /// The record changed since it was read.
    #[error("the record changed meanwhile")]
    Stale,
    /// The caller and somebody else changed the same fields; none are named when the caller deletes what somebody else
    /// changed.
    #[error("{} fields were changed by somebody else", .0.len())]
    Conflict(Vec<super::store::FieldConflict>),
    /// That cannot be done, such as asking the past what it did not keep; why, in both languages.
    #[error("{}", .0.english)]
    Unsupported(engine_core::issue::Message),
    /// Something else refers to the record.
    #[error("in use by {}", .0.key)]
    InUse(Arc<Entity>),
    /// Something that the caller may not know of refers to the record.
    #[error("in use")]
    InUseUnseen,
    /// A unique index refused the write; the name of the index.
    #[error("not unique: {0}")]
    NotUnique(String),
    /// After a merge two records of an entity would be the same that must not be; which entity, for those who may know.
    #[error("two records would be the same")]
    Clash(Option<Arc<Entity>>),
    /// More records refer to those of a merge than it moves along.
    #[error("too many records refer to it")]
    TooManyMoved,
    /// What it was worked out with was published anew meanwhile.
    #[error("the definitions changed meanwhile")]
    Outdated,
    /// Something that is asked for is still being computed after a publish.
    #[error("being computed")]
    Computing,
    /// A sum left the range in which it is exact.
    #[error("a sum is too large to be exact")]
    TooLarge,
    /// The store is stopping, or waited too long.
    #[error("busy")]
    Busy,
    /// The program failed at this write; nothing of it is there.
    #[error("the write panicked")]
    Panicked,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// The embedded database failed.
    #[error("database: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl StoreError {
    /// The same without the name of an entity that the caller may not view.
    #[must_use]
    pub fn told_to<A: ActionMarker>(self, permit: &Permit<A>) -> StoreError {
        match self {
            StoreError::InUse(entity) if !permit.may_view(entity.key.as_str()) => StoreError::InUseUnseen,
            StoreError::Clash(Some(entity)) if !permit.may_view(entity.key.as_str()) => {
                StoreError::Clash(None)
            }
            other => other,
        }
    }
}

/// Which entity's records refer to one, by its name in each language.
pub fn used_by(entity: &Entity) -> Message {
    let name = |language| entity.labels.get(language, entity.key.as_str());
    Message::new(
        format!("“{}”中还有记录关联到它", name(Language::Chinese)),
        format!("records of “{}” refer to it", name(Language::English)),
    )
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => return StoreError::Busy,
            sqlx::Error::Database(database) => {
                let message = database.message();
                if database.is_unique_violation() {
                    return StoreError::NotUnique(database.constraint().unwrap_or(message).to_owned());
                }
                if message.contains("integer overflow") || database.code().is_some_and(|code| code == "22003")
                {
                    return StoreError::TooLarge;
                }
                let collided =
                    database.code().is_some_and(|code| matches!(&*code, "40P01" | "40001" | "55P03"));
                if collided || message.contains("database is locked") {
                    return StoreError::Busy;
                }
            }
            _ => {}
        }
        StoreError::Database(error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::{ErrorCode, ffi};
        if let rusqlite::Error::SqliteFailure(said, text) = &error {
            let text = text.as_deref().unwrap_or_default();
            let taken = [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY];
            if taken.contains(&said.extended_code) {
                return StoreError::NotUnique(text.to_owned());
            }
            if text.contains("integer overflow") {
                return StoreError::TooLarge;
            }
            if matches!(said.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) {
                return StoreError::Busy;
            }
        }
        StoreError::Sqlite(error)
    }
}
