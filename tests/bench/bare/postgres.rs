//! The bare handlers' PostgreSQL: a pool, one commit per request.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::{Arguments as _, AssertSqlSafe, Executor as _, PgPool, Row as _};
use uuid::Uuid;

use super::rows::{Argument, Kind, moment, record};

pub(super) async fn open(url: &str) -> PgPool {
    let options: PgConnectOptions = url.parse().expect("an address");
    let pool = PgPoolOptions::new().max_connections(16).test_before_acquire(false);
    pool.connect_with(options.statement_cache_capacity(512)).await.expect("the database opens")
}

pub(super) async fn rows(pool: &PgPool, sql: String, arguments: Vec<Argument>) -> Vec<Json> {
    let query = sqlx::query_with(AssertSqlSafe(sql), bound(arguments));
    let rows = pool.fetch_all(query).await.expect("rows");
    rows.iter().map(|row| record(|at, kind| value(row, at, kind), row.get(18))).collect()
}

pub(super) async fn numbers(pool: &PgPool, sql: String) -> Vec<(String, i64, i64)> {
    sqlx::query_as(AssertSqlSafe(sql)).fetch_all(pool).await.expect("rows")
}

pub(super) async fn write(pool: &PgPool, sql: String, arguments: Vec<Argument>) {
    let query = sqlx::query_with(AssertSqlSafe(sql), bound(arguments));
    pool.execute(query).await.expect("it is written");
}

fn bound(arguments: Vec<Argument>) -> PgArguments {
    let mut all = PgArguments::default();
    for argument in arguments {
        match argument {
            Argument::Text(text) => all.add(text),
            Argument::Number(n) => all.add(n),
            Argument::Id(id) => all.add(id),
            Argument::Moment(at) => all.add(chrono::DateTime::from_timestamp_micros(at)),
            Argument::Decimal(d) => all.add(d),
        }
        .expect("it is bound");
    }
    all
}

fn value(row: &PgRow, at: usize, kind: Kind) -> Json {
    match kind {
        Kind::Text => json!(row.get::<Option<String>, _>(at)),
        Kind::Number => json!(row.get::<Option<i64>, _>(at)),
        Kind::Id => json!(row.get::<Option<Uuid>, _>(at)),
        Kind::Moment => {
            let at: Option<chrono::DateTime<chrono::Utc>> = row.get(at);
            at.map_or(Json::Null, moment)
        }
        Kind::Decimal => {
            let number: Option<Decimal> = row.get(at);
            number.map_or(Json::Null, |n| json!(n.to_string()))
        }
    }
}
