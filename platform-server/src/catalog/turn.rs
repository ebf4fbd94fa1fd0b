//! One publish at a time, of all processes on one database.
//!
//! Shape:  in one process publishers queue. On PostgreSQL the advisory lock [`Exclusive::Publish`] holds the others off,
//!         from the first look at what is published to the switch, so that no two expand tables at once. SQLite expands
//!         and switches in one transaction and needs no more than that.
//! Errors: [`StoreError::Busy`] when others publish for longer than [`PATIENCE`].

use std::time::Duration;

use sqlx::{Postgres, Transaction};
use tokio::{
    sync::OwnedMutexGuard,
    time::{sleep, timeout},
};

use super::Catalog;
use crate::{
    database::{Dialect, Exclusive, Pool},
    records::{
        connection::Connection,
        error::StoreError,
        sql::{Bind, Statement},
    },
};

/// How long a publish waits for those of other processes.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it asks.
const PAUSE: Duration = Duration::from_millis(50);

/// The turn of one publisher; over when dropped.
pub(super) struct Turn {
    _here: OwnedMutexGuard<()>,
    _everywhere: Option<Transaction<'static, Postgres>>,
}

impl Catalog {
    /// Waits for its turn.
    pub(super) async fn turn(&self) -> Result<Turn, StoreError> {
        let here = self.publishing.clone().lock_owned().await;
        let Pool::Postgres(pool) = &self.reader.0 else {
            return Ok(Turn { _here: here, _everywhere: None });
        };
        let mut transaction = pool.begin().await?;
        let asking = async {
            while !taken(&mut transaction).await? {
                sleep(PAUSE).await;
            }
            Ok(())
        };
        timeout(PATIENCE, asking).await.unwrap_or(Err(StoreError::Busy))?;
        Ok(Turn { _here: here, _everywhere: Some(transaction) })
    }
}

/// Asks for the lock instead of waiting for it: whoever waits inside a statement holds up `CREATE INDEX CONCURRENTLY`, and
/// that is what the holder of the lock may be doing.
async fn taken(transaction: &mut Transaction<'static, Postgres>) -> Result<bool, StoreError> {
    let mut sql = Statement::start(Dialect::Postgres, "SELECT CAST(CASE WHEN pg_try_advisory_xact_lock(");
    sql.bind(Bind::Integer(Some(Exclusive::Publish.key()))).push(") THEN 1 ELSE 0 END AS BIGINT)");
    Ok(Connection::Postgres(transaction).number(sql).await? == Some(1))
}
