//! PostgreSQL: one pool for the system tables and for records.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::SqlxPostgresConnector;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{Database, Dialect, OpenFault, Pool};

/// 15 is the oldest release that still gets fixes and that the tests run on.
const OLDEST: i32 = 150_000;
const CONNECTIONS: u32 = 16;
const WAIT: Duration = Duration::from_secs(10);
/// A connection that was used this recently is lent without asking the server whether it is still there: the question
/// costs as much as most statements.
const TRUSTED: Duration = Duration::from_secs(1);

pub(super) async fn open(url: &str) -> Result<Database, OpenFault> {
    let options = PgConnectOptions::from_str(url)?.application_name("formwork").statement_cache_capacity(512);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .before_acquire(|connection, used| {
            Box::pin(async move {
                if used.idle_for > TRUSTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    let version: i32 =
        sqlx::query_scalar("SELECT current_setting('server_version_num')::int4").fetch_one(&pool).await?;
    if version < OLDEST {
        let found = format!("PostgreSQL {}.{}", version / 10_000, version % 10_000);
        return Err(OpenFault::TooOld { found, needed: "PostgreSQL 15" });
    }
    Ok(Database {
        dialect: Dialect::Postgres,
        orm: SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()),
        readers: Pool::Postgres(pool),
        file: None,
    })
}
