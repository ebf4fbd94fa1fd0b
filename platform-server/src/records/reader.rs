//! Connections that read.

use sqlx::{Postgres, pool::PoolConnection};

use super::{connection::Connection, error::StoreError, readers::Reading};
use crate::database::{Dialect, Pool};

/// A pool of connections that read.
#[derive(Clone, Debug)]
pub struct Reader(pub Pool);

/// A connection on loan.
#[expect(
    clippy::large_enum_variant,
    reason = "lives on the stack of one request; a box would cost every read"
)]
pub enum Held {
    /// Embedded.
    Sqlite(Reading),
    /// PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    /// Whose SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        match self.0 {
            Pool::Sqlite(_) => Dialect::Sqlite,
            Pool::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Takes a connection.
    ///
    /// # Errors
    /// When none comes free in time.
    pub async fn acquire(&self) -> Result<Held, StoreError> {
        Ok(match &self.0 {
            Pool::Sqlite(pool) => Held::Sqlite(pool.acquire().await?),
            Pool::Postgres(pool) => Held::Postgres(pool.acquire().await?),
        })
    }
}

impl Held {
    /// The connection.
    pub fn connection(&mut self) -> Connection<'_> {
        match self {
            Held::Sqlite(c) => Connection::Sqlite(c.connection()),
            Held::Postgres(c) => Connection::Postgres(c),
        }
    }
}
