//! What was answered to a request with an `Idempotency-Key`, kept in the transaction of its effect.

use std::sync::Arc;

use engine_core::{kinds::ColumnType, moment::Moment, value::Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    connection::Connection,
    error::StoreError,
    reader::Reader,
    record::Record,
    sql::{Bind, Statement},
};

/// Turns the records that were written into the answer's status and body.
pub type Render = Arc<dyn Fn(&[Record]) -> (u16, String) + Send + Sync>;

/// An answer to be remembered; a write that is worked out again takes it along again.
#[derive(Clone)]
pub struct Remember {
    /// Whose request.
    pub actor: Uuid,
    /// The header's text.
    pub key: String,
    /// Digest of method, path and body.
    pub request: String,
    /// How the answer is made.
    pub render: Render,
}

/// An answer remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// The same request was answered so.
    Answer(u16, String),
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
        let (status, body) = (self.render)(records);
        let mut sql = Statement::start(
            connection.dialect(),
            "INSERT INTO \"idempotency\" (\"actor\", \"key\", \"request\", \"status\", \"body\", \"at\") VALUES (",
        );
        sql.bind(Bind::Id(Some(self.actor))).push(", ").bind(Bind::Text(Some(self.key))).push(", ");
        sql.bind(Bind::Text(Some(self.request)))
            .push(", ")
            .bind(Bind::Integer(Some(i64::from(status))))
            .push(", ");
        sql.bind(Bind::Text(Some(body))).push(", ").bind(Bind::Moment(Some(at))).push(")");
        connection.execute(sql).await?;
        Ok(())
    }
}

/// The digest of a request.
pub fn request_digest(method: &str, path: &str, body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for part in [method.as_bytes(), path.as_bytes(), body] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// What was answered before, if anything.
///
/// # Errors
/// When the database does not answer.
pub async fn recall(
    reader: &Reader,
    actor: Uuid,
    key: &str,
    request: &str,
) -> Result<Option<Remembered>, StoreError> {
    let mut held = reader.acquire().await?;
    let mut sql = Statement::start(
        reader.dialect(),
        "SELECT \"request\", \"status\", \"body\" FROM \"idempotency\" WHERE \"actor\" = ",
    );
    sql.bind(Bind::Id(Some(actor))).push(" AND \"key\" = ").bind(Bind::Text(Some(key.to_owned())));
    let rows =
        held.connection().fetch_as(sql, &[ColumnType::Text, ColumnType::Integer, ColumnType::Text]).await?;
    Ok(rows.into_iter().next().map(|row| match row.as_slice() {
        [Value::Text(before), Value::Integer(status), Value::Text(body)] if before == request => {
            Remembered::Answer(u16::try_from(*status).unwrap_or(500), body.clone())
        }
        _ => Remembered::OtherRequest,
    }))
}
