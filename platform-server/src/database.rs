//! The one database: opened, checked and brought up to date.
//!
//! Shape:  [`Database::connect`] → sea-orm for the system tables, a sqlx pool for reading records.
//! Errors: [`OpenFault`] says what to change; once open, failures are [`crate::fault::StorageFault`].
//! Source: DESIGN §5; `docs/spec/limits.md` for the numbers.

mod examine;
mod lock;
mod postgres;
mod sqlite;

use std::path::{Path, PathBuf};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};

use crate::records::{error::StoreError, readers::Readers, sqlite::SqliteConnection, writer::Writer};
pub use examine::Finding;

pub use lock::DataLock;

/// Which SQL is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Embedded, one file.
    Sqlite,
    /// A server, shared by replicas.
    Postgres,
}

/// Connections that only read records.
#[derive(Clone, Debug)]
pub enum Pool {
    /// Read-only connections to the file.
    Sqlite(Readers),
    /// The server's connections, shared with the system tables.
    Postgres(sqlx::PgPool),
}

/// The open database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    /// Which SQL is spoken.
    pub dialect: Dialect,
    /// For the system tables; write through [`Database::begin`].
    pub orm: DatabaseConnection,
    /// For reading records.
    pub readers: Pool,
    file: Option<PathBuf>,
}

/// Decisions that two processes may not take at once; see [`Database::exclusive`].
#[derive(Clone, Copy, Debug)]
pub enum Exclusive {
    /// Bringing the schema up to date.
    Migration = 1,
    /// Who is an administrator, and the first account.
    Identity = 2,
    /// Publishing definitions.
    Publish = 3,
    /// Installing a demonstration.
    Demo = 4,
    /// Giving changes their positions.
    Sequencer = 5,
}

impl Exclusive {
    /// The advisory lock on PostgreSQL.
    pub fn key(self) -> i64 {
        ADVISORY_BASE + self as i64
    }
}

/// Why the database does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// The address names no database we speak.
    #[error("`{0}` is not a database address: use sqlite://FILE or postgres://USER@HOST/NAME")]
    Address(String),
    /// The data directory cannot be made or read.
    #[error("the data directory {path} cannot be used: {source}")]
    Directory {
        /// Which directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another server holds the directory.
    #[error(
        "another server already serves the data directory {0}: stop it, or give this one its own --data-dir"
    )]
    Held(PathBuf),
    /// The database engine is too old to be safe.
    #[error("{found} is too old: {needed} or newer is needed")]
    TooOld {
        /// What was found.
        found: String,
        /// What is needed.
        needed: &'static str,
    },
    /// The database refused.
    #[error("the database does not open: {0}")]
    Refused(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the database cannot be brought up to date: {0}")]
    Migration(#[from] DbErr),
}

impl Database {
    /// Opens the database at `url`, or the data directory's own SQLite file.
    ///
    /// # Errors
    /// When the address, the directory, the engine's version or the server refuses.
    pub async fn connect(url: Option<&str>, data_dir: &Path) -> Result<Database, OpenFault> {
        lock::make_directory(data_dir)?;
        match url {
            None => sqlite::open(&data_dir.join("formwork.sqlite")).await,
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                postgres::open(url).await
            }
            Some(url) => match url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
                Some(file) if !file.is_empty() && !file.contains('?') => sqlite::open(Path::new(file)).await,
                _ => Err(OpenFault::Address(lock::without_password(url))),
            },
        }
    }

    /// The SQLite file, when it is one.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// A transaction that may write. On SQLite it takes the write lock at once, because a transaction that first
    /// reads and then writes fails with BUSY without waiting.
    ///
    /// # Errors
    /// When no connection or no lock is to be had in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.orm.begin_with_options(options).await
    }

    /// Holds everybody else off `what` until `transaction` ends. SQLite needs nothing more than the write lock
    /// that [`Database::begin`] took.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exclusive(&self, transaction: &DatabaseTransaction, what: Exclusive) -> Result<(), DbErr> {
        if self.dialect == Dialect::Postgres {
            let key = what.key();
            let take = Statement::from_sql_and_values(
                transaction.get_database_backend(),
                "SELECT pg_advisory_xact_lock($1)",
                [key.into()],
            );
            transaction.execute_raw(take).await?;
        }
        Ok(())
    }

    /// Brings the system tables up to date, in one transaction; of several processes one does it and the others
    /// find it done.
    ///
    /// # Errors
    /// When a migration fails or the database is newer than this program; nothing has changed then.
    pub async fn migrate(&self) -> Result<(), OpenFault> {
        let transaction = self.begin().await?;
        self.exclusive(&transaction, Exclusive::Migration).await?;
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The way to write records: on SQLite one connection and one thread, on PostgreSQL the pool.
    ///
    /// # Errors
    /// When the connection does not open.
    pub fn writer(&self) -> Result<Writer, StoreError> {
        match (&self.readers, &self.file) {
            (Pool::Postgres(pool), _) => Ok(Writer::postgres(pool.clone())),
            (Pool::Sqlite(_), Some(file)) => {
                let open = || SqliteConnection::writer(file, sqlite::WRITING, sqlite::WAIT);
                Writer::sqlite(open()?, open()?, file).map_err(|_| StoreError::Busy)
            }
            (Pool::Sqlite(_), None) => Err(StoreError::Busy),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What it said instead.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.orm.ping().await
    }

    /// Connections open and idle, for the metrics.
    pub fn connections(&self) -> (u32, usize) {
        match &self.readers {
            Pool::Sqlite(readers) => readers.size(),
            Pool::Postgres(pool) => (pool.size(), pool.num_idle()),
        }
    }

    /// Closes every connection; SQLite folds its log into the file.
    pub async fn close(&self) {
        match &self.readers {
            Pool::Sqlite(readers) => readers.close(),
            Pool::Postgres(pool) => pool.close().await,
        }
        if let Err(fault) = self.orm.close_by_ref().await {
            tracing::warn!(%fault, "the database did not close cleanly");
        }
    }
}

/// First of our advisory lock keys: the bytes "formwor" keep them apart from other programs on the same server.
const ADVISORY_BASE: i64 = 0x0066_6f72_6d77_6f00;
