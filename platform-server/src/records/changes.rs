//! The change log: append-only, densely ordered, chained.
//!
//! Shape:  a write inserts rows of `changes` (who, when, which, digest) and `change_details` (salt, old and new values,
//!         why). `position` is the cursor of every reader. On SQLite the writer gives it at once, since nobody else
//!         writes; on PostgreSQL the sequencer does, after commit.
//! Units:  the chain is SHA-256 over the chain before and the row's fields; the digest is SHA-256 of salt and details, so
//!         that details may be erased and the chain still holds.
//! Source: DESIGN §5 "Change log".

use engine_core::{key::EntityKey, moment::Moment};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    connection::Connection,
    error::StoreError,
    sql::{Bind, Statement},
};
use crate::database::Dialect;

/// One thing that happened to one record or definition.
#[derive(Clone, Debug)]
pub struct Change {
    /// Entity, or the word of a system noun such as `user` or `definition`.
    pub subject: String,
    /// The record.
    pub record: Uuid,
    /// Its number; 0 for system nouns.
    pub n: i64,
    /// `create`, `update`, `delete`, `restore`, `purge`, …
    pub action: &'static str,
    /// Field key to `[old, new]`.
    pub fields: Json,
    /// Rule and version, import, or nothing.
    pub why: Option<Json>,
}

/// Who and when, for all changes of one write.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The person; `None` for the system.
    pub actor: Option<Uuid>,
    /// When.
    pub at: Moment,
    /// The batch that one undo takes back.
    pub batch: Option<Uuid>,
}

/// Where the chain stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Position of the last change.
    pub position: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Chain {
    /// Reads where the chain stands.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load(connection: &mut Connection<'_>) -> Result<Chain, StoreError> {
        let mut sql = Statement::start(connection.dialect(), "SELECT ");
        sql.push_for("hex(\"chain\")", "encode(\"chain\", 'hex')").push(", CAST(\"position\" AS TEXT)");
        sql.push(" FROM \"changes\" WHERE \"position\" IS NOT NULL ORDER BY \"position\" DESC LIMIT 1");
        let Some((hash, position)) = connection.pairs(sql).await?.into_iter().next() else {
            return Ok(Chain::default());
        };
        let hash = hash.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        Ok(Chain { position: position.parse().unwrap_or(0), hash: hash.collect() })
    }

    /// The next link.
    pub fn next(&mut self, link: &Link<'_>) {
        self.position += 1;
        let mut hasher = Sha256::new();
        hasher.update(&self.hash);
        hasher.update(self.position.to_be_bytes());
        hasher.update(link.at.0.to_be_bytes());
        hasher.update(link.actor.unwrap_or_default().as_bytes());
        for text in [link.subject, link.action] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(link.record.as_bytes());
        hasher.update(link.digest);
        self.hash = hasher.finalize().to_vec();
    }
}

/// What the chain covers of a change.
#[expect(missing_docs, reason = "the columns of `changes`")]
pub struct Link<'a> {
    pub at: Moment,
    pub actor: Option<Uuid>,
    pub subject: &'a str,
    pub action: &'a str,
    pub record: Uuid,
    pub digest: &'a [u8],
}

/// Most rows of one INSERT: 11 columns each stay below SQLite's 32,766 binds, and within one block of numbers.
const ROWS: usize = 500;

/// Appends changes in order. `chain` moves on SQLite only, `sequence` is used on PostgreSQL only.
///
/// # Errors
/// When the database refuses.
pub async fn append(
    connection: &mut Connection<'_>,
    sequence: &Sequence,
    chain: &mut Chain,
    stamp: &Stamp,
    changes: &[Change],
) -> Result<(), StoreError> {
    for chunk in changes.chunks(ROWS) {
        let prepared: Vec<Prepared> = chunk.iter().map(Prepared::new).collect::<Result<_, _>>()?;
        let first = match connection.dialect() {
            Dialect::Sqlite => chain.position + 1,
            Dialect::Postgres => sequence.take(connection, i64::try_from(chunk.len()).unwrap_or(i64::MAX)).await?,
        };
        connection.execute(rows(connection.dialect(), chain, stamp, &prepared, first)).await?;
        connection.execute(details(connection.dialect(), &prepared, first)).await?;
    }
    Ok(())
}

/// Sequence numbers on PostgreSQL: each server takes them from the database by the thousand and hands them out in
/// order, so that a write needs no extra round trip.
#[derive(Debug, Default)]
pub struct Sequence(tokio::sync::Mutex<(i64, i64)>);

impl Sequence {
    /// The database steps its sequence by this much.
    pub const BLOCK: i64 = 1_000;

    async fn take(&self, connection: &mut Connection<'_>, count: i64) -> Result<i64, StoreError> {
        let mut block = self.0.lock().await;
        if block.1 - block.0 < count {
            let sql = Statement::start(connection.dialect(), "SELECT nextval('change_blocks')");
            let start = connection.number(sql).await?.ok_or(StoreError::Busy)?;
            *block = (start, start + Sequence::BLOCK);
        }
        let first = block.0;
        block.0 += count;
        Ok(first)
    }
}

struct Prepared<'a> {
    change: &'a Change,
    salt: [u8; 16],
    body: String,
    why: Option<String>,
    digest: Vec<u8>,
}

impl<'a> Prepared<'a> {
    fn new(change: &'a Change) -> Result<Prepared<'a>, StoreError> {
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|_| StoreError::Busy)?;
        let body = change.fields.to_string();
        let why = change.why.as_ref().map(Json::to_string);
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(body.as_bytes());
        hasher.update(why.as_deref().unwrap_or_default().as_bytes());
        Ok(Prepared { change, salt, body, why, digest: hasher.finalize().to_vec() })
    }
}

fn rows(dialect: Dialect, chain: &mut Chain, stamp: &Stamp, prepared: &[Prepared<'_>], first: i64) -> Statement {
    let mut sql = Statement::start(
        dialect,
        "INSERT INTO \"changes\" (\"seq\", \"at\", \"actor\", \"subject\", \"record_id\", \"record_n\", \"action\", \
         \"batch\", \"digest\", \"position\", \"chain\") VALUES ",
    );
    sql.join(prepared.iter().enumerate(), ", ", |sql, (i, p)| {
        let seq = first + i64::try_from(i).unwrap_or(0);
        let change = p.change;
        sql.push("(").bind(Bind::Integer(Some(seq))).push(", ").bind(Bind::Moment(Some(stamp.at))).push(", ");
        sql.bind(Bind::Id(stamp.actor)).push(", ").bind(Bind::Text(Some(change.subject.clone()))).push(", ");
        sql.bind(Bind::Id(Some(change.record))).push(", ").bind(Bind::Integer(Some(change.n))).push(", ");
        sql.bind(Bind::Text(Some(change.action.to_owned()))).push(", ").bind(Bind::Id(stamp.batch)).push(", ");
        sql.bind(Bind::Bytes(Some(p.digest.clone()))).push(", ");
        let placed = dialect == Dialect::Sqlite;
        if placed {
            chain.next(&Link {
                at: stamp.at,
                actor: stamp.actor,
                subject: &change.subject,
                action: change.action,
                record: change.record,
                digest: &p.digest,
            });
        }
        sql.bind(Bind::Integer(placed.then_some(seq))).push(", ");
        sql.bind(Bind::Bytes(placed.then(|| chain.hash.clone()))).push(")");
    });
    sql
}

fn details(dialect: Dialect, prepared: &[Prepared<'_>], first: i64) -> Statement {
    let mut sql =
        Statement::start(dialect, "INSERT INTO \"change_details\" (\"seq\", \"salt\", \"fields\", \"why\") VALUES ");
    sql.join(prepared.iter().enumerate(), ", ", |sql, (i, p)| {
        sql.push("(").bind(Bind::Integer(Some(first + i64::try_from(i).unwrap_or(0)))).push(", ");
        sql.bind(Bind::Bytes(Some(p.salt.to_vec()))).push(", ").bind(Bind::Text(Some(p.body.clone()))).push(", ");
        sql.bind(Bind::Text(p.why.clone())).push(")");
    });
    sql
}

/// The subject of an entity's records.
pub fn subject(entity: &EntityKey) -> String {
    entity.as_str().to_owned()
}
