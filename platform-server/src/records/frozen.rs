//! One connection that sees one moment: whatever is written meanwhile, every read finds the same.
//!
//! Shape:  [`Reader::freeze`] → [`Frozen`], which lets the moment go when dropped.
//! Errors: [`StoreError`]; SQLite keeps its log while a moment is held, so hold none for longer than a read takes.

use sqlx::Postgres;

use super::{connection::Connection, error::StoreError, reader::Reader, readers::Reading, sql::Statement};
use crate::database::{Dialect, Pool};

/// A moment that is held.
pub enum Frozen {
    /// Embedded.
    Sqlite(Held),
    /// PostgreSQL; rolled back when dropped.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A reading connection of SQLite inside a transaction.
pub struct Held(Reading);

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = self.0.connection().command("ROLLBACK") {
            tracing::debug!(%error, "a moment was let go with its connection");
        }
    }
}

impl Reader {
    /// Holds a moment.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn freeze(&self) -> Result<Frozen, StoreError> {
        let mut frozen = match &self.0 {
            Pool::Sqlite(pool) => {
                let mut reading = pool.acquire().await?;
                reading.connection().command("BEGIN")?;
                Frozen::Sqlite(Held(reading))
            }
            Pool::Postgres(pool) => Frozen::Postgres(pool.begin().await?),
        };
        let mut connection = frozen.connection();
        if connection.dialect() == Dialect::Postgres {
            let text = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
            connection.execute(Statement::start(Dialect::Postgres, text)).await?;
        }
        // The first read is what the moment is taken at.
        let first = Statement::start(connection.dialect(), "SELECT epoch FROM catalog_state WHERE id = 1");
        connection.number(first).await?;
        Ok(frozen)
    }
}

impl Frozen {
    /// The connection.
    pub fn connection(&mut self) -> Connection<'_> {
        match self {
            Frozen::Sqlite(held) => Connection::Sqlite(held.0.connection()),
            Frozen::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }
}
