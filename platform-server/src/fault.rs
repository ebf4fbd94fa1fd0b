//! What the database says when it fails, and what a caller is told of it.
//!
//! Shape:  `sqlx::Error` or `DbErr` → [`StorageFault`] → [`Problem`].
//! Errors: busy is 503, a broken unique rule 409, everything else 500 with an id that stands in the log; the
//!         database's own words never leave the server.

use sea_orm::{DbErr, RuntimeErr};

use crate::http::problem::{Code, Problem};

/// How the database failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageFault {
    /// Locked, full of waiters, or away: trying again may help.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// Somebody else stored the same unique value first.
    #[error("a unique value is taken: {0}")]
    Taken(String),
    /// Anything else.
    #[error("the database failed: {0}")]
    Broken(String),
}

impl From<&sqlx::Error> for StorageFault {
    fn from(fault: &sqlx::Error) -> StorageFault {
        let text = fault.to_string();
        match fault {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                StorageFault::Busy(text)
            }
            sqlx::Error::Io(_) => StorageFault::Busy(text),
            sqlx::Error::Database(said) if said.is_unique_violation() => StorageFault::Taken(text),
            sqlx::Error::Database(said) if said.code().is_some_and(|code| passes(&code)) => {
                StorageFault::Busy(text)
            }
            _ => StorageFault::Broken(text),
        }
    }
}

/// Whether an error code names a state that passes by itself. PostgreSQL: connection trouble, serialization, lock
/// and cancel, shutdown, too many connections. SQLite: BUSY, LOCKED and BUSY_SNAPSHOT.
fn passes(code: &str) -> bool {
    code.starts_with("08")
        || matches!(code, "40001" | "40P01" | "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "53300")
        || matches!(code, "5" | "6" | "261" | "262" | "517")
}

impl From<sqlx::Error> for StorageFault {
    fn from(fault: sqlx::Error) -> StorageFault {
        (&fault).into()
    }
}

impl From<DbErr> for StorageFault {
    fn from(fault: DbErr) -> StorageFault {
        match &fault {
            // Whose row went meanwhile asks again, and finds what became of it.
            DbErr::ConnectionAcquire(_) | DbErr::RecordNotUpdated => StorageFault::Busy(fault.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => StorageFault::from(&**inner),
            other => StorageFault::Broken(other.to_string()),
        }
    }
}

impl From<StorageFault> for Problem {
    fn from(fault: StorageFault) -> Problem {
        match &fault {
            StorageFault::Busy(said) => {
                tracing::warn!(said, "the database is busy");
                Problem::new(Code::Busy).retry_after(1)
            }
            StorageFault::Taken(said) => {
                tracing::info!(said, "a unique value is taken");
                Problem::new(Code::Taken)
            }
            StorageFault::Broken(said) => Problem::internal(said),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(fault: sqlx::Error) -> Problem {
        StorageFault::from(fault).into()
    }
}

impl From<DbErr> for Problem {
    fn from(fault: DbErr) -> Problem {
        StorageFault::from(fault).into()
    }
}

#[cfg(test)]
mod tests {
    use engine_core::issue::Language;

    use super::*;

    #[test]
    fn sql_text_never_reaches_the_caller() {
        let problem = Problem::from(DbErr::Custom("SELECT secret FROM users".to_owned()));
        let shown = problem.to_json(Language::English).to_string();
        assert!(!shown.contains("secret"), "{shown}");
        assert!(shown.contains("\"status\":500"));
    }

    #[test]
    fn a_full_pool_is_busy() {
        let problem = Problem::from(sqlx::Error::PoolTimedOut);
        assert_eq!(problem.to_json(Language::English)["status"], 503);
    }
}
