//! What was answered to a request with an `Idempotency-Key`.
//!
//! Shape:  one row per person and key. A write of records stores its answer in its own transaction ([`Remember`]); any
//!         other request is reserved before its effect and ended after it, so that it never runs twice. What a process
//!         left that died is taken over while nothing of it was written, and told as unfinished otherwise.
//! Units:  on SQLite every other process is dead, since one alone serves the file; on PostgreSQL a process counts as dead
//!         [`PATIENCE`] after its request began.
//! Source: docs/spec/http.md "Sent twice".

use std::sync::Arc;

use engine_core::{kinds::ColumnType, moment::Moment, value::Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    connection::Connection,
    error::StoreError,
    reader::Reader,
    record::Record,
    reservation::{Reservation, process},
    sql::{Bind, Statement},
};
use crate::database::Dialect;

/// How long a request of another process on PostgreSQL is waited for, in microseconds.
const PATIENCE: i64 = 600 * 1_000_000;

/// Whose request, by which key; `request` is the digest of what is asked, empty while an upload has not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Whose request.
    pub actor: Uuid,
    /// The header's text.
    pub key: String,
    /// Digest of what is asked.
    pub request: String,
}

impl Key {
    /// The same, as the writes of the request see it.
    pub fn reservation(&self) -> Reservation {
        Reservation { actor: self.actor, key: self.key.clone() }
    }
}

/// An answer as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers, as far as they are part of the contract.
    pub headers: Vec<(String, String)>,
    /// Its body; nothing when it is not given again.
    pub body: Option<String>,
    /// The rights it took, as `access` writes them.
    pub rights: String,
}

/// Turns the records that were written into the answer.
pub type Render = Arc<dyn Fn(&[Record]) -> Answer + Send + Sync>;

/// An answer to be remembered; a write that is worked out again takes it along again.
#[derive(Clone)]
pub struct Remember {
    /// Whose, and to what.
    pub key: Key,
    /// How the answer is made.
    pub render: Render,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// The same request was answered so.
    Answered(Answer),
    /// The same request began then and was not answered yet.
    UnderWay(Moment),
    /// The same request began then, in a process that died before it wrote anything.
    Abandoned(Moment),
    /// The same request began then, in a process that died while it wrote.
    Unfinished(Moment),
    /// Another request used the key.
    OtherRequest,
}

impl Remember {
    /// Stores the answer.
    ///
    /// # Errors
    /// When another request with the key was answered meanwhile.
    pub async fn store(
        self,
        connection: &mut Connection<'_>,
        records: &[Record],
        at: Moment,
    ) -> Result<(), StoreError> {
        let answer = (self.render)(records);
        let sql = inserted(connection.dialect(), self.key, answer, at);
        connection.execute(sql).await.map(drop)
    }
}

/// Reserves a key for a request about to begin, or takes it over from a process that died before it wrote anything;
/// whether it was free.
///
/// # Errors
/// When the database does not answer.
pub async fn reserve(connection: &mut Connection<'_>, key: Key, at: Moment) -> Result<bool, StoreError> {
    let mut sql = inserted(connection.dialect(), key, Answer::default(), at);
    sql.push(" ON CONFLICT (\"actor\", \"key\") DO UPDATE SET \"request\" = excluded.\"request\", ");
    sql.push(
        "\"holder\" = excluded.\"holder\", \"at\" = excluded.\"at\" WHERE \"idempotency\".\"status\" = 0 ",
    );
    sql.push("AND \"idempotency\".\"wrote\" = 0 AND \"idempotency\".\"holder\" <> excluded.\"holder\"");
    if connection.dialect() == Dialect::Postgres {
        sql.push(" AND \"idempotency\".\"at\" < ").bind(Bind::Moment(Some(Moment(at.0 - PATIENCE))));
    }
    Ok(connection.execute(sql).await? > 0)
}

fn inserted(dialect: Dialect, key: Key, answer: Answer, at: Moment) -> Statement {
    let mut sql = Statement::start(
        dialect,
        "INSERT INTO \"idempotency\" (\"actor\", \"key\", \"request\", \"status\", \"headers\", \"body\", \"rights\", \
         \"at\", \"holder\", \"wrote\") VALUES (",
    );
    sql.bind(Bind::Id(Some(key.actor))).push(", ").bind(text(key.key)).push(", ").bind(text(key.request));
    sql.push(", ").bind(Bind::Integer(Some(i64::from(answer.status)))).push(", ");
    sql.bind(text(written(&answer.headers))).push(", ").bind(Bind::Text(answer.body)).push(", ");
    sql.bind(text(answer.rights)).push(", ").bind(Bind::Moment(Some(at))).push(", ");
    sql.bind(Bind::Id(Some(process()))).push(", 0)");
    sql
}

/// Ends a reserved request with its answer.
///
/// # Errors
/// When the database does not answer.
pub async fn finish(connection: &mut Connection<'_>, key: Key, answer: Answer) -> Result<(), StoreError> {
    let reservation = key.reservation();
    let mut sql = Statement::start(connection.dialect(), "UPDATE \"idempotency\" SET \"request\" = ");
    sql.bind(text(key.request)).push(", \"status\" = ").bind(Bind::Integer(Some(i64::from(answer.status))));
    sql.push(", \"headers\" = ").bind(text(written(&answer.headers)));
    sql.push(", \"body\" = ").bind(Bind::Text(answer.body)).push(", \"rights\" = ").bind(text(answer.rights));
    reservation.held(&mut sql);
    connection.execute(sql).await.map(drop)
}

/// Frees the key of a reserved request that came to nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn release(connection: &mut Connection<'_>, key: Key) -> Result<(), StoreError> {
    let mut sql = Statement::start(connection.dialect(), "DELETE FROM \"idempotency\"");
    key.reservation().held(&mut sql);
    connection.execute(sql).await.map(drop)
}

/// What is known of a key now; a digest that is not known yet fits any.
///
/// # Errors
/// When the database does not answer.
pub async fn recall(reader: &Reader, key: &Key, now: Moment) -> Result<Option<Remembered>, StoreError> {
    let mut held = reader.acquire().await?;
    let mut sql = Statement::start(
        reader.dialect(),
        "SELECT \"request\", \"status\", \"headers\", \"body\", \"rights\", \"at\", \"holder\", \"wrote\" \
         FROM \"idempotency\" WHERE \"actor\" = ",
    );
    sql.bind(Bind::Id(Some(key.actor))).push(" AND \"key\" = ").bind(text(key.key.clone()));
    let types = [
        ColumnType::Text,
        ColumnType::Integer,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Moment,
        ColumnType::Id,
        ColumnType::Integer,
    ];
    let rows = held.connection().fetch_as(sql, &types).await?;
    // One process alone serves an SQLite file: what another one began, nobody will end.
    let living = if reader.dialect() == Dialect::Postgres { Moment(now.0 - PATIENCE) } else { now };
    Ok(rows.into_iter().next().map(|row| known(&row, &key.request, living)))
}

fn known(row: &[Value], request: &str, living: Moment) -> Remembered {
    let [
        Value::Text(before),
        Value::Integer(status),
        Value::Text(headers),
        body,
        Value::Text(rights),
        at,
        holder,
        wrote,
    ] = row
    else {
        return Remembered::OtherRequest;
    };
    if !before.is_empty() && !request.is_empty() && before != request {
        return Remembered::OtherRequest;
    }
    match (status, at) {
        (0, Value::Moment(at)) if *holder == Value::Id(process()) || *at > living => {
            Remembered::UnderWay(*at)
        }
        (0, Value::Moment(at)) if *wrote == Value::Integer(0) => Remembered::Abandoned(*at),
        (0, Value::Moment(at)) => Remembered::Unfinished(*at),
        _ => Remembered::Answered(Answer {
            status: u16::try_from(*status).unwrap_or(500),
            headers: serde_json::from_str(headers).unwrap_or_default(),
            body: match body {
                Value::Text(body) => Some(body.clone()),
                _ => None,
            },
            rights: rights.clone(),
        }),
    }
}

fn text(text: String) -> Bind {
    Bind::Text(Some(text))
}

fn written(headers: &[(String, String)]) -> String {
    serde_json::json!(headers).to_string()
}

/// The digest of a request, of its parts in their order.
pub fn request_digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
