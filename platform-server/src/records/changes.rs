//! The change log: append-only, densely ordered, chained.
//!
//! Shape:  a write inserts rows of `changes` (who, when, which, digest) and `change_details` (salt, old and new values,
//!         why). `position` is the cursor of every reader. On SQLite the writer gives it at once, since nobody else
//!         writes; on PostgreSQL the sequencer does, after commit.
//! Units:  the chain is SHA-256 over the chain before and the row's fields; the digest is SHA-256 of salt and details, so
//!         that details may be erased and the chain still holds.
//! Source: DESIGN §5 "Change log".

use engine_core::{
    formula::Context,
    key::EntityKey,
    kinds::ColumnType,
    moment::{Moment, TimeZone},
    value::Value,
};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use super::verify::{Tampered, verify};
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
    /// The company's zone: where days begin for the formulas that the write computes.
    pub zone: TimeZone,
}

impl Stamp {
    /// What the formulas of this write may know of the world, those of other records that it refreshes included.
    pub fn context(&self) -> Context {
        Context::at(self.at, self.zone.clone())
    }
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
        let found = connection.pairs(last(connection.dialect())).await?;
        Ok(found.first().map_or_else(Chain::default, |(hash, position)| Chain::at(position, hash)))
    }

    /// The chain at a position, from what [`last`] yields.
    pub fn at(position: &str, hash: &str) -> Chain {
        Chain { position: position.parse().unwrap_or(0), hash: bytes(hash) }
    }

    /// The next link.
    pub fn next(&mut self, link: &Link) {
        self.position += 1;
        let mut hasher = Sha256::new();
        hasher.update(&self.hash);
        hasher.update(self.position.to_be_bytes());
        hasher.update(link.at.0.to_be_bytes());
        hasher.update(link.actor.unwrap_or_default().as_bytes());
        for text in [&link.subject, &link.action] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(link.record.as_bytes());
        hasher.update(&link.digest);
        self.hash = hasher.finalize().to_vec();
    }
}

/// Hash, in hexadecimal, and position of the last change.
pub fn last(dialect: Dialect) -> Statement {
    let mut sql = Statement::start(dialect, "SELECT ");
    sql.push_for("hex(\"chain\")", "encode(\"chain\", 'hex')").push(", CAST(\"position\" AS TEXT)");
    sql.push(
        " FROM \"changes\" WHERE \"position\" IS NOT NULL ORDER BY \"changes\".\"position\" DESC LIMIT 1",
    );
    sql
}

/// What the chain covers of a change.
#[expect(missing_docs, reason = "the columns of `changes`")]
#[derive(Clone, Debug)]
pub struct Link {
    pub at: Moment,
    pub actor: Option<Uuid>,
    pub subject: String,
    pub action: String,
    pub record: Uuid,
    pub digest: Vec<u8>,
}

/// The columns of a [`Link`], as [`link`] takes them.
pub(super) fn link_columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "\"at\", \"actor\", \"subject\", \"action\", \"record_id\", hex(\"digest\")",
        Dialect::Postgres => {
            "\"at\", \"actor\", \"subject\", \"action\", \"record_id\", encode(\"digest\", 'hex')"
        }
    }
}

/// How they decode.
pub(super) const LINK_TYPES: [ColumnType; 6] = [
    ColumnType::Moment,
    ColumnType::Id,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Id,
    ColumnType::Text,
];

/// What the chain covers, from a row of [`link_columns`].
pub(super) fn link(row: &[Value]) -> Option<Link> {
    match row {
        [
            Value::Moment(at),
            actor,
            Value::Text(subject),
            Value::Text(action),
            Value::Id(record),
            Value::Text(digest),
        ] => Some(Link {
            at: *at,
            actor: if let Value::Id(actor) = actor { Some(*actor) } else { None },
            subject: subject.clone(),
            action: action.clone(),
            record: *record,
            digest: bytes(digest),
        }),
        _ => None,
    }
}

/// The bytes of a hexadecimal text.
pub(super) fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// What the chain covers of the details.
pub(super) fn digest(salt: &[u8], fields: &str, why: &str) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(fields.as_bytes());
    hasher.update(why.as_bytes());
    hasher.finalize().to_vec()
}

/// Most rows of one INSERT: 11 columns each stay below SQLite's 32,766 binds, and within one block of numbers.
const ROWS: usize = 500;

/// Appends changes in order. `chain` moves on SQLite only; on PostgreSQL the numbers come from the database in the
/// insert itself, so that two changes of one record have them in the order of its lock, whichever servers wrote them.
///
/// # Errors
/// When the database refuses.
pub async fn append(
    connection: &mut Connection<'_>,
    chain: &mut Chain,
    stamp: &Stamp,
    changes: &[Change],
) -> Result<(), StoreError> {
    for chunk in changes.chunks(ROWS) {
        let entries = Entries::of(chunk)?;
        let sql = entries.rows(connection.dialect(), chain, stamp);
        let mut numbers: Vec<i64> = connection
            .fetch_as(sql, &[ColumnType::Integer])
            .await?
            .iter()
            .filter_map(|row| if let Some(Value::Integer(seq)) = row.first() { Some(*seq) } else { None })
            .collect();
        numbers.sort_unstable();
        connection.execute(entries.details(connection.dialect(), &numbers)).await?;
    }
    Ok(())
}

/// Changes about to be appended, each with its salt and digest.
pub struct Entries<'a>(Vec<Prepared<'a>>);

impl<'a> Entries<'a> {
    /// Salts and digests changes, at most as many as one INSERT holds.
    ///
    /// # Errors
    /// When there is no randomness to be had.
    pub fn of(changes: &'a [Change]) -> Result<Entries<'a>, StoreError> {
        Ok(Entries(changes.iter().map(Prepared::new).collect::<Result<_, _>>()?))
    }

    /// The statement that inserts their rows and yields their numbers; `chain` moves on SQLite only.
    pub fn rows(&self, dialect: Dialect, chain: &mut Chain, stamp: &Stamp) -> Statement {
        rows(dialect, chain, stamp, &self.0)
    }

    /// The statement that inserts their details, once their numbers are known.
    pub fn details(&self, dialect: Dialect, numbers: &[i64]) -> Statement {
        details(dialect, &self.0, numbers)
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
        let digest = digest(&salt, &body, why.as_deref().unwrap_or_default());
        Ok(Prepared { change, salt, body, why, digest })
    }
}

fn rows(dialect: Dialect, chain: &mut Chain, stamp: &Stamp, prepared: &[Prepared<'_>]) -> Statement {
    let mut sql = Statement::start(
        dialect,
        "INSERT INTO \"changes\" (\"seq\", \"at\", \"actor\", \"subject\", \"record_id\", \"record_n\", \"action\", \
         \"batch\", \"digest\", \"position\", \"chain\") VALUES ",
    );
    let placed = dialect == Dialect::Sqlite;
    sql.join(prepared, ", ", |sql, p| {
        let change = p.change;
        if placed {
            chain.next(&Link {
                at: stamp.at,
                actor: stamp.actor,
                subject: change.subject.clone(),
                action: change.action.to_owned(),
                record: change.record,
                digest: p.digest.clone(),
            });
            sql.push("(").bind(Bind::Integer(Some(chain.position)));
        } else {
            sql.push("(nextval('change_numbers')");
        }
        sql.push(", ").bind(Bind::Moment(Some(stamp.at))).push(", ");
        sql.bind(Bind::Id(stamp.actor)).push(", ").bind(Bind::Text(Some(change.subject.clone()))).push(", ");
        sql.bind(Bind::Id(Some(change.record))).push(", ").bind(Bind::Integer(Some(change.n))).push(", ");
        sql.bind(Bind::Text(Some(change.action.to_owned())))
            .push(", ")
            .bind(Bind::Id(stamp.batch))
            .push(", ");
        sql.bind(Bind::Bytes(Some(p.digest.clone()))).push(", ");
        sql.bind(Bind::Integer(placed.then_some(chain.position))).push(", ");
        sql.bind(Bind::Bytes(placed.then(|| chain.hash.clone()))).push(")");
    });
    sql.push(" RETURNING \"seq\"");
    sql
}

fn details(dialect: Dialect, prepared: &[Prepared<'_>], numbers: &[i64]) -> Statement {
    let mut sql = Statement::start(
        dialect,
        "INSERT INTO \"change_details\" (\"seq\", \"salt\", \"fields\", \"why\") VALUES ",
    );
    sql.join(prepared.iter().zip(numbers), ", ", |sql, (p, seq)| {
        sql.push("(").bind(Bind::Integer(Some(*seq))).push(", ");
        sql.bind(Bind::Bytes(Some(p.salt.to_vec())))
            .push(", ")
            .bind(Bind::Text(Some(p.body.clone())))
            .push(", ");
        sql.bind(Bind::Text(p.why.clone())).push(")");
    });
    sql
}

/// The subject of an entity's records.
pub fn subject(entity: &EntityKey) -> String {
    entity.as_str().to_owned()
}
