//! The bare handlers' SQLite: readers, and one connection that writes and commits once per request.

use serde_json::{Value as Json, json};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqlitePoolOptions, SqliteRow};
use sqlx::{
    Arguments as _, AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _, SqliteConnection, SqlitePool,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::rows::{Argument, Kind, moment, record};

pub(super) struct Sqlite {
    readers: SqlitePool,
    writer: Mutex<SqliteConnection>,
}

impl Sqlite {
    pub(super) async fn open(file: &str) -> Sqlite {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
            .statement_cache_capacity(512)
            .pragma("mmap_size", "268435456")
            .pragma("cache_size", "-65536");
        let writer = options.connect().await.expect("the file opens");
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true));
        Sqlite { readers, writer: Mutex::new(writer) }
    }

    pub(super) async fn rows(&self, sql: String, arguments: Vec<Argument>) -> Vec<Json> {
        let query = sqlx::query_with(AssertSqlSafe(sql), bound(arguments));
        let rows = self.readers.fetch_all(query).await.expect("rows");
        rows.iter().map(|row| record(|at, kind| value(row, at, kind), row.get(18))).collect()
    }

    pub(super) async fn numbers(&self, sql: String) -> Vec<(String, i64, i64)> {
        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&self.readers).await.expect("rows")
    }

    pub(super) async fn write(&self, sql: String, arguments: Vec<Argument>) {
        let query = sqlx::query_with(AssertSqlSafe(sql), bound(arguments));
        self.writer.lock().await.execute(query).await.expect("it is written");
    }
}

fn bound(arguments: Vec<Argument>) -> SqliteArguments {
    let mut all = SqliteArguments::default();
    for argument in arguments {
        match argument {
            Argument::Text(text) => all.add(text),
            Argument::Number(n) | Argument::Moment(n) => all.add(n),
            Argument::Id(id) => all.add(id.as_bytes().to_vec()),
            Argument::Decimal(mut d) => {
                d.rescale(2);
                all.add(i64::try_from(d.mantissa()).expect("a small number"))
            }
        }
        .expect("it is bound");
    }
    all
}

fn value(row: &SqliteRow, at: usize, kind: Kind) -> Json {
    match kind {
        Kind::Text => json!(row.get::<Option<String>, _>(at)),
        Kind::Number => json!(row.get::<Option<i64>, _>(at)),
        Kind::Id => {
            let bytes: Option<Vec<u8>> = row.get(at);
            json!(bytes.map(|bytes| Uuid::from_slice(&bytes).expect("an id")))
        }
        Kind::Moment => {
            let at: Option<i64> = row.get(at);
            at.map_or(Json::Null, |at| moment(chrono::DateTime::from_timestamp_micros(at).expect("a moment")))
        }
        Kind::Decimal => {
            let cents: Option<i64> = row.get(at);
            cents.map_or(Json::Null, |n| json!(format!("{}.{:02}", n / 100, n % 100)))
        }
    }
}
