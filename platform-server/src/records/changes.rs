//! The change log: append-only, densely ordered, chained.
//!
//! Shape:  a write inserts rows of `changes` (who, when, which, digest) and `change_details` (salt, old and new values,
//!         why). `position` is the cursor of every reader. On SQLite the writer gives it at once, since nobody else
//!         writes; on PostgreSQL the sequencer does, after commit.
//! Units:  the chain is SHA-256 over the chain before and the row's fields; the digest is SHA-256 of salt and details, so
//!         that details may be erased and the chain still holds.
//! Source: DESIGN §5 "Change log".

use std::{borrow::Cow, fmt::Write as _};

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
    names::Name,
    reservation::Reservation,
    sql::{Bind, Rows, Statement},
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
    /// The request that writes, when it holds an idempotency key.
    pub reservation: Option<Reservation>,
    /// Whose uploads the write may claim, when nobody is signed in.
    pub sender: Option<Sender>,
}

/// Whoever sends a public form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The session that uploaded.
    pub session: Uuid,
    /// The submission that has waited for a person and holds the files meanwhile.
    pub submission: Option<Uuid>,
}

impl Stamp {
    /// Whose uploads the write may claim: the kind of owner, and which.
    pub fn uploader(&self) -> (&'static str, Option<Uuid>) {
        match self.sender {
            Some(sender) => ("form", Some(sender.session)),
            None => ("actor", self.actor),
        }
    }

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
pub struct Link<'a> {
    pub at: Moment,
    pub actor: Option<Uuid>,
    pub subject: &'a str,
    pub action: &'a str,
    pub record: Uuid,
    pub digest: Cow<'a, [u8]>,
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
pub(super) fn link(row: &[Value]) -> Option<Link<'_>> {
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
            subject,
            action,
            record: *record,
            digest: Cow::Owned(bytes(digest)),
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

/// Appends changes in order. `chain` moves on SQLite only; on PostgreSQL the numbers come from the database in the
/// insert itself, so that two changes of one record have them in the order of its lock, whichever servers wrote them.
///
/// # Errors
/// When the database refuses, or another process took the request over that writes.
pub async fn append(
    connection: &mut Connection<'_>,
    chain: &mut Chain,
    stamp: &Stamp,
    entries: Vec<Entry>,
) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    if let Some(reservation) = &stamp.reservation
        && connection.execute(reservation.mark(dialect)).await? == 0
    {
        return Err(StoreError::Busy);
    }
    let numbers = connection.insert(rows(dialect, chain, stamp, &entries)).await?;
    connection.insert(details(dialect, entries, &numbers)).await.map(drop)
}

/// A change about to be appended, with its salt.
pub struct Entry {
    change: Change,
    salt: [u8; 16],
    body: String,
    why: Option<String>,
}

impl Entry {
    /// Of a change.
    pub fn new(change: Change) -> Entry {
        let mut salt = [0_u8; 16];
        rand::Rng::fill(&mut rand::rng(), &mut salt);
        let body = change.fields.to_string();
        let why = change.why.as_ref().map(Json::to_string);
        Entry { change, salt, body, why }
    }

    /// Adds a field that was not known before.
    pub fn add(&mut self, key: &str, change: &Json) {
        let (member, more) = (Json::from(key), self.body.len() > 2);
        self.body.pop();
        let comma = if more { "," } else { "" };
        write!(self.body, "{comma}{member}:{change}}}").expect("writing to a string cannot fail");
    }

    /// Of the record with this number.
    #[must_use]
    pub fn numbered(mut self, n: i64) -> Entry {
        self.change.n = n;
        self
    }

    fn digest(&self) -> Vec<u8> {
        digest(&self.salt, &self.body, self.why.as_deref().unwrap_or_default())
    }
}

/// The rows of some entries, which yield their numbers when inserted; `chain` moves on SQLite only.
pub fn rows(dialect: Dialect, chain: &mut Chain, stamp: &Stamp, entries: &[Entry]) -> Rows {
    let placed = dialect == Dialect::Sqlite;
    let (table, seq) = (Name::fixed("changes"), Name::fixed("seq"));
    let rows = Rows::new(dialect, "INSERT INTO ", &table);
    let rows = if placed { rows.column(&seq) } else { rows.said(&seq, "nextval('change_numbers')") };
    let mut rows = rows
        .columns(&["at", "actor", "subject", "record_id", "record_n", "action", "batch", "digest"])
        .columns(&["position", "chain"])
        .numbered(" RETURNING \"seq\"");
    for entry in entries {
        let (change, digest) = (&entry.change, entry.digest());
        if placed {
            chain.next(&Link {
                at: stamp.at,
                actor: stamp.actor,
                subject: &change.subject,
                action: change.action,
                record: change.record,
                digest: Cow::Borrowed(&digest),
            });
        }
        let position = Bind::Integer(placed.then_some(chain.position));
        let mut binds = Vec::with_capacity(11);
        binds.extend(placed.then(|| position.clone()));
        binds.extend([
            Bind::Moment(Some(stamp.at)),
            Bind::Id(stamp.actor),
            Bind::Text(Some(change.subject.clone())),
            Bind::Id(Some(change.record)),
            Bind::Integer(Some(change.n)),
            Bind::Text(Some(change.action.to_owned())),
            Bind::Id(stamp.batch),
            Bind::Bytes(Some(digest)),
            position,
            Bind::Bytes(placed.then(|| chain.hash.clone())),
        ]);
        rows.add(binds);
    }
    rows
}

/// The rows of their details, once their numbers are known.
pub fn details(dialect: Dialect, entries: Vec<Entry>, numbers: &[i64]) -> Rows {
    let table = Name::fixed("change_details");
    let mut rows = Rows::new(dialect, "INSERT INTO ", &table).columns(&["seq", "salt", "fields", "why"]);
    for (entry, seq) in entries.into_iter().zip(numbers) {
        rows.add(vec![
            Bind::Integer(Some(*seq)),
            Bind::Bytes(Some(entry.salt.to_vec())),
            Bind::Text(Some(entry.body)),
            Bind::Text(entry.why),
        ]);
    }
    rows
}

/// The subject of an entity's records.
pub fn subject(entity: &EntityKey) -> String {
    entity.as_str().to_owned()
}
