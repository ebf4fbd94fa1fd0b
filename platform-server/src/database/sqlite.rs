//! SQLite: one file, a write-ahead log, readers that cannot write.
//!
//! Source: `synchronous=FULL` because NORMAL loses acknowledged commits on power loss, unless the log is synced before the
//!         acknowledgement as `records::durable` does; at least 3.51.3 because earlier versions can corrupt a database
//!         when the write-ahead log is reset.

use std::path::Path;
use std::time::Duration;

use sea_orm::SqlxSqliteConnector;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Database, Dialect, OpenFault, Pool, lock};
use crate::records::readers::Readers;

const OLDEST: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 8;
const SYSTEM_CONNECTIONS: u32 = 4;
pub(super) const WAIT: Duration = Duration::from_secs(10);

/// Pages of log until a connection of the system tables folds it into the file, where nobody writes records; otherwise that
/// is done earlier, beside the writer.
const CHECKPOINT: &str = "32768";

/// How the connection that writes records uses the file. Its log is synced and goes into the file beside it, see
/// `records::durable` and `records::checkpoint`.
pub(super) const WRITING: &str = "PRAGMA journal_mode = wal; PRAGMA synchronous = normal; PRAGMA foreign_keys = off; \
     PRAGMA mmap_size = 268435456; PRAGMA cache_size = -196608; PRAGMA temp_store = memory; \
     PRAGMA wal_autocheckpoint = 0";

/// How those that read it do.
const READING: &str = "PRAGMA query_only = on; PRAGMA foreign_keys = off; PRAGMA mmap_size = 268435456; \
     PRAGMA cache_size = -65536; PRAGMA temp_store = memory";

/// How the connections of the system tables open the file.
fn system_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(WAIT)
        .foreign_keys(false)
        .statement_cache_capacity(512)
        .pragma("mmap_size", "268435456")
        .pragma("cache_size", "-8192")
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", CHECKPOINT)
}

pub(super) async fn open(file: &Path) -> Result<Database, OpenFault> {
    if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        lock::make_directory(parent)?;
    }
    let system = SqlitePoolOptions::new()
        .max_connections(SYSTEM_CONNECTIONS)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .connect_with(system_options(file))
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&system).await?;
    if parse_version(&version).is_none_or(|found| found < OLDEST) {
        return Err(OpenFault::TooOld { found: format!("SQLite {version}"), needed: "SQLite 3.51.3" });
    }
    let readers = Readers::new(file, READING, READERS, WAIT);
    Ok(Database {
        dialect: Dialect::Sqlite,
        orm: SqlxSqliteConnector::from_sqlx_sqlite_pool(system),
        readers: Pool::Sqlite(readers),
        file: Some(file.to_owned()),
    })
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(parse_version("3.51.10") > Some(OLDEST));
        assert!(parse_version("3.9.99") < Some(OLDEST));
        assert_eq!(parse_version("3.51"), None);
    }

    #[tokio::test]
    async fn connections_are_as_durable_as_promised() {
        let place = tempfile::tempdir().expect("a directory");
        let database = Database::connect(None, place.path()).await.expect("opens");
        let system = database.orm.get_sqlite_connection_pool();
        let pragma = async |name: &'static str| -> String {
            let sql = sqlx::AssertSqlSafe(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"));
            sqlx::query_scalar(sql).fetch_one(system).await.expect("a pragma")
        };
        assert_eq!(pragma("journal_mode").await, "wal");
        assert_eq!(pragma("synchronous").await, "2");
        assert_eq!(pragma("foreign_keys").await, "0");
        let pages: i64 =
            sqlx::query_scalar("PRAGMA wal_autocheckpoint").fetch_one(system).await.expect("a pragma");
        assert_eq!(pages.to_string(), CHECKPOINT);
        let file = database.file().expect("SQLite").to_owned();
        let connection = rusqlite::Connection::open(&file).expect("opens");
        connection.execute_batch(WRITING).expect("settings");
        let number = |connection: &rusqlite::Connection, name: &str| -> i64 {
            connection.pragma_query_value(None, name, |row| row.get(0)).expect("a pragma")
        };
        assert_eq!(number(&connection, "synchronous"), 1, "the log is synced before anything is answered");
        assert_eq!(number(&connection, "foreign_keys"), 0);
        assert_eq!(number(&connection, "wal_autocheckpoint"), 0, "the log is folded beside the writer");
        connection.execute_batch(READING).expect("settings");
        assert_eq!(number(&connection, "query_only"), 1);
        assert_eq!(number(&connection, "cache_size"), -65_536);
    }

    #[tokio::test]
    async fn readers_cannot_write_and_long_statements_end() {
        use crate::database::Dialect;
        use crate::records::{reader::Reader, sql::Statement};
        let place = tempfile::tempdir().expect("a directory");
        let database = Database::connect(None, place.path()).await.expect("opens");
        database.migrate().await.expect("the system tables");
        let reader = Reader(database.readers.clone());
        let mut held = reader.acquire().await.expect("a connection");
        let write = Statement::start(Dialect::Sqlite, "DELETE FROM catalog_state");
        held.connection().execute(write).await.expect_err("a reader cannot write");
        let long = "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 300000) \
                    SELECT COUNT(*) FROM c";
        for _ in 0..2 {
            let counted = held.connection().number(Statement::start(Dialect::Sqlite, long)).await;
            assert_eq!(counted.expect("it is interrupted, and runs again elsewhere"), Some(300_000));
        }
    }
}
