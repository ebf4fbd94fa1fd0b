//! SQLite: one file, a write-ahead log, readers that cannot write.
//!
//! Source: `synchronous=FULL` because NORMAL loses acknowledged commits on power loss; at least 3.51.3 because
//!         earlier versions can corrupt a database when the write-ahead log is reset.

use std::path::Path;
use std::time::Duration;

use sea_orm::SqlxSqliteConnector;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Database, Dialect, OpenFault, Pool, lock};

const OLDEST: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 8;
const SYSTEM_CONNECTIONS: u32 = 4;
const WAIT: Duration = Duration::from_secs(10);

/// How every connection that may write opens the file.
pub fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    common(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
}

fn common(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(WAIT)
        .foreign_keys(false)
        .statement_cache_capacity(512)
        .pragma("mmap_size", "268435456")
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "memory")
}

pub(super) async fn open(file: &Path) -> Result<Database, OpenFault> {
    if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        lock::make_directory(parent)?;
    }
    let system = SqlitePoolOptions::new()
        .max_connections(SYSTEM_CONNECTIONS)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .connect_with(sqlite_options(file))
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&system).await?;
    if parse_version(&version).is_none_or(|found| found < OLDEST) {
        return Err(OpenFault::TooOld { found: format!("SQLite {version}"), needed: "SQLite 3.51.3" });
    }
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(0)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .connect_lazy_with(common(file).read_only(true).pragma("query_only", "on"));
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
        let Pool::Sqlite(readers) = &database.readers else { panic!("SQLite") };
        let system = database.orm.get_sqlite_connection_pool();
        let pragma = async |pool: &sqlx::SqlitePool, name: &'static str| -> String {
            let sql = sqlx::AssertSqlSafe(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"));
            sqlx::query_scalar(sql).fetch_one(pool).await.expect("a pragma")
        };
        assert_eq!(pragma(system, "journal_mode").await, "wal");
        assert_eq!(pragma(system, "synchronous").await, "2");
        assert_eq!(pragma(system, "foreign_keys").await, "0");
        assert_eq!(pragma(readers, "query_only").await, "1");
        assert_eq!(pragma(readers, "cache_size").await, "-65536");
        sqlx::query("CREATE TABLE t (a)").execute(system).await.expect("writes");
        sqlx::query("INSERT INTO t VALUES (1)").execute(readers).await.expect_err("a reader cannot write");
    }
}
