//! Taking a batch back: what it made goes, what it changed returns, unless somebody edited it since.
//!
//! Shape:  [`Store::begin_undo`] finds the records of a batch and asks about those edited since; [`Store::undo_next`] takes
//!         back some hundred at a time, the last written first, each lot in one transaction.
//! Errors: a lot in which one record refuses is taken back record by record, so that the others are not held up.
//!
//! Architecture Invariant: what an undo writes is of a batch that follows from the batch it takes back. So an undo that was
//! cut short finds what it has done already, and neither asks about it nor does it twice.

use std::collections::{HashMap, VecDeque};

use engine_core::{kinds::ColumnType, value::Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    Store, StoreError,
    history::{self, Wanted},
    take_back::{self, Lot},
};
use crate::{
    access::{Edit, Permit},
    identity::Actor,
    records::{
        changes::Stamp,
        connection::Connection,
        sql::{Bind, Statement},
    },
};

/// Records of one transaction.
const LOT: usize = 250;
/// Records asked about at once.
const ASKED: usize = 500;
/// How often a lot is tried while the database is busy.
const ATTEMPTS: u32 = 6;

/// A record that somebody edited after the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneKept {
    /// Which.
    pub id: Uuid,
    /// What was edited.
    pub fields: Vec<String>,
}

/// What an undo did, or why it asks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Records taken back, and those left as somebody edited them.
    Done(u64, Vec<UndoneKept>),
    /// Some were edited since and the caller did not say what to do with them.
    EditedSince(Vec<UndoneKept>),
}

/// An undo under way.
#[derive(Debug)]
pub struct Undoing {
    batch: Uuid,
    stamp: Stamp,
    /// Records still to be taken back, in order, and whether somebody edited them since.
    open: VecDeque<(Uuid, bool)>,
    undone: u64,
    kept: Vec<UndoneKept>,
}

impl Undoing {
    /// Records taken back so far.
    pub fn undone(&self) -> u64 {
        self.undone
    }

    /// What it came to.
    pub fn finish(self) -> Undone {
        Undone::Done(self.undone, self.kept)
    }
}

/// Whether an undo may begin.
#[derive(Debug)]
pub enum Begun {
    /// Yes.
    Undoing(Undoing),
    /// Some were edited since and the caller did not say what to do with them.
    EditedSince(Vec<UndoneKept>),
}

impl Store {
    /// How many records a batch has written so far.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn written(&self, batch: Uuid) -> Result<u64, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(
            self.reader.dialect(),
            "SELECT COUNT(DISTINCT \"record_id\") FROM \"changes\" WHERE \"batch\" = ",
        );
        sql.bind(Bind::Id(Some(batch)));
        let count = held.connection().number(sql).await?.unwrap_or_default();
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Finds what a batch wrote. `keep_edited` says what happens to records edited since: kept, or taken back too.
    ///
    /// # Errors
    /// When there is no such batch.
    pub async fn begin_undo(
        &self,
        actor: &Actor,
        batch: Uuid,
        keep_edited: Option<bool>,
    ) -> Result<Begun, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let written = touched(&mut connection, batch).await?;
        if written.is_empty() {
            return Err(StoreError::NotFound);
        }
        let stamp = Stamp { batch: Some(of_undo(batch)), ..self.stamp(actor) };
        let (mut open, mut edited) = (VecDeque::with_capacity(written.len()), Vec::new());
        for some in written.chunks(ASKED) {
            let since = later(&mut connection, batch, some).await?;
            for (id, _) in some {
                match since.get(id) {
                    None => open.push_back((*id, false)),
                    Some(Later { ours: true, .. }) => {}
                    Some(Later { fields, .. }) => {
                        edited.push(UndoneKept { id: *id, fields: fields.clone() });
                        if keep_edited == Some(false) {
                            open.push_back((*id, true));
                        }
                    }
                }
            }
        }
        edited.sort_by_key(|kept| kept.id);
        if keep_edited.is_none() && !edited.is_empty() {
            return Ok(Begun::EditedSince(edited));
        }
        let kept = if keep_edited == Some(true) { edited } else { Vec::new() };
        Ok(Begun::Undoing(Undoing { batch, stamp, open, undone: 0, kept }))
    }

    /// Takes back the next records; false when there are none left.
    ///
    /// # Errors
    /// When one of them refuses, such as one that others refer to; those before it are taken back.
    pub async fn undo_next(&self, permit: &Permit<Edit>, undoing: &mut Undoing) -> Result<bool, StoreError> {
        let next = undoing.open.len().min(LOT);
        let next: Vec<(Uuid, bool)> = undoing.open.drain(..next).collect();
        match self.undo_lot(permit, undoing, &next).await {
            Ok(()) => {}
            Err(_) if next.len() > 1 => {
                for one in &next {
                    self.undo_lot(permit, undoing, std::slice::from_ref(one)).await?;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(!undoing.open.is_empty())
    }

    async fn undo_lot(
        &self,
        permit: &Permit<Edit>,
        undoing: &mut Undoing,
        records: &[(Uuid, bool)],
    ) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let mut held = self.reader.acquire().await?;
        let ids = records.iter().map(|(id, _)| *id).collect();
        let entries = history::read(&mut held.connection(), Wanted::Of(undoing.batch, ids)).await?;
        drop(held);
        let mut attempt = 0;
        let (undone, kept) = loop {
            let lot = Lot::new(permit, undoing.batch, records, entries.clone(), self.formula_context());
            let stamp = undoing.stamp.clone();
            let taken = self
                .writer
                .write(move |t| Box::pin(async move { take_back::lot(t, lot, &stamp).await }))
                .await;
            match taken {
                Err(StoreError::Busy) if attempt < ATTEMPTS => {
                    attempt += 1;
                    tokio::time::sleep(std::time::Duration::from_millis(50 << attempt)).await;
                }
                other => break other?,
            }
        };
        undoing.undone += undone;
        undoing.kept.extend(kept.into_iter().map(|id| UndoneKept { id, fields: Vec::new() }));
        Ok(())
    }
}

/// The batch of what an undo writes.
fn of_undo(batch: Uuid) -> Uuid {
    let digest = Sha256::new().chain_update(b"undo").chain_update(batch.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The records of a batch, the last written first, each with its last change by the batch.
async fn touched(connection: &mut Connection<'_>, batch: Uuid) -> Result<Vec<(Uuid, i64)>, StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "SELECT \"record_id\", MAX(\"seq\") FROM \"changes\" WHERE \"batch\" = ",
    );
    sql.bind(Bind::Id(Some(batch))).push(" GROUP BY \"record_id\" ORDER BY MIN(\"seq\") DESC");
    let rows = connection.fetch_as(sql, &[ColumnType::Id, ColumnType::Integer]).await?;
    let pair = |row: Vec<Value>| match row.as_slice() {
        [Value::Id(id), Value::Integer(last)] => Some((*id, *last)),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}

/// What happened to a record after a batch.
#[derive(Default)]
struct Later {
    /// Fields somebody changed.
    fields: Vec<String>,
    /// Whether the last thing was that this batch was taken back.
    ours: bool,
}

/// Changes after the batch, by somebody else's hand or a later one of the same.
async fn later(
    connection: &mut Connection<'_>,
    batch: Uuid,
    records: &[(Uuid, i64)],
) -> Result<HashMap<Uuid, Later>, StoreError> {
    let lasts: HashMap<Uuid, i64> = records.iter().copied().collect();
    let first = lasts.values().min().copied().unwrap_or_default();
    let ids = lasts.keys().copied().collect();
    let mut later: HashMap<Uuid, Later> = HashMap::new();
    for entry in history::read(connection, Wanted::After(ids, first)).await? {
        let edits = !matches!(entry.action.as_str(), "share" | "unshare" | "unmask" | "fill" | "probe");
        if !edits || entry.batch == Some(batch) || entry.seq <= lasts[&entry.record] {
            continue;
        }
        let found = later.entry(entry.record).or_default();
        found.ours = entry.batch == Some(of_undo(batch));
        if !found.ours {
            let new = entry.fields.keys().filter(|key| !found.fields.contains(key));
            let new: Vec<String> = new.cloned().collect();
            found.fields.extend(new);
        }
    }
    Ok(later)
}
