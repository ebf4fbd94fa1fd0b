//! Taking a batch back: what it made goes, what it changed returns, unless somebody edited it since.
//!
//! Shape:  [`Store::begin_undo`] finds the records of a batch, whatever their entity, and asks about those edited since;
//!         [`Store::undo_next`] takes back some hundred of one entity at a time, the last written first, each lot in one
//!         transaction. A merge was one transaction and is taken back in one.
//! Errors: a lot in which one record refuses is taken back record by record, so that the others are not held up; of a
//!         merge nothing is taken back then.
//!
//! Architecture Invariant: what an undo writes is of a batch that follows from the batch it takes back. So an undo that was
//! cut short finds what it has done already, and neither asks about it nor does it twice.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

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
        writer::Transaction,
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
    /// Whose record.
    pub entity: String,
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
    /// Records still to be taken back, in order.
    open: VecDeque<Open>,
    /// Whether all of it is one thing.
    whole: bool,
    undone: u64,
    kept: Vec<UndoneKept>,
}

/// A record still to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    entity: String,
    /// What the batch did to it.
    action: String,
    id: Uuid,
    /// Whether somebody edited it since.
    edited: bool,
}

impl Undoing {
    /// Whose records it takes back.
    pub fn entities(&self) -> BTreeSet<String> {
        self.open.iter().map(|open| open.entity.clone()).collect()
    }

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
        let whole = is_merge(&mut connection, batch).await?;
        let stamp = Stamp { batch: Some(of_undo(batch)), ..self.stamp(actor) };
        let (mut open, mut edited) = (VecDeque::with_capacity(written.len()), Vec::new());
        for some in written.chunks(ASKED) {
            let since = later(&mut connection, batch, some).await?;
            for touched in some {
                match since.get(&touched.id) {
                    None => open.push_back(touched.open(false)),
                    Some(Later { ours: true, .. }) => {}
                    Some(Later { fields, .. }) => {
                        let entity = touched.entity.clone();
                        edited.push(UndoneKept { entity, id: touched.id, fields: fields.clone() });
                        if keep_edited == Some(false) {
                            open.push_back(touched.open(true));
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
        Ok(Begun::Undoing(Undoing { batch, stamp, open, whole, undone: 0, kept }))
    }

    /// Takes back the next records; false when there are none left. `permits` are the caller's rights to edit, of the
    /// batch's own entity first.
    ///
    /// # Errors
    /// When one of them refuses, such as one that others refer to; those before it are taken back.
    pub async fn undo_next(
        &self,
        permits: &[Permit<Edit>],
        undoing: &mut Undoing,
    ) -> Result<bool, StoreError> {
        let runs = if undoing.whole {
            std::iter::from_fn(|| next_run(&mut undoing.open, true)).collect()
        } else {
            Vec::from_iter(next_run(&mut undoing.open, false))
        };
        let apart = if undoing.whole { 0 } else { runs.iter().map(Vec::len).sum() };
        match self.undo_runs(permits, undoing, &runs).await {
            Ok(()) => {}
            Err(_) if apart > 1 => {
                for one in runs.into_iter().flatten() {
                    self.undo_runs(permits, undoing, &[vec![one]]).await?;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(!undoing.open.is_empty())
    }

    /// Takes runs of records back in one transaction.
    async fn undo_runs(
        &self,
        permits: &[Permit<Edit>],
        undoing: &mut Undoing,
        runs: &[Vec<Open>],
    ) -> Result<(), StoreError> {
        let mut lots = Vec::with_capacity(runs.len());
        // What a merge changed goes back before what it deleted returns: it may hold what must be unique.
        let returning = runs.iter().flatten().filter(|open| undoing.whole && open.action == "delete");
        let mut absent: HashSet<Uuid> = returning.map(|open| open.id).collect();
        let mut later = Vec::new();
        let mut held = self.reader.acquire().await?;
        for run in runs {
            let Some(first) = run.first() else { continue };
            let ids = run.iter().map(|open| open.id).collect();
            let entries = history::read(&mut held.connection(), Wanted::Of(undoing.batch, ids)).await?;
            let records: Vec<(Uuid, bool)> = run.iter().map(|open| (open.id, open.edited)).collect();
            let of = (undoing.batch, first.entity.as_str());
            let lot = Lot::new(permits, of, &records, entries, self.formula_context());
            let parts = lot.map(|lot| lot.in_two(&absent));
            let (now, then) = parts.unzip();
            lots.extend(now);
            later.extend(then.flatten());
            absent.retain(|id| run.iter().all(|open| open.id != *id));
            if absent.is_empty() {
                lots.append(&mut later);
            }
        }
        lots.append(&mut later);
        drop(held);
        if lots.is_empty() {
            return Ok(());
        }
        let mut attempt = 0;
        let (undone, kept) = loop {
            let (again, stamp) = (lots.clone(), undoing.stamp.clone());
            let taken =
                self.writer.write(move |t| Box::pin(async move { all(t, again, &stamp).await })).await;
            match taken {
                Err(StoreError::Busy) if attempt < ATTEMPTS => {
                    attempt += 1;
                    tokio::time::sleep(std::time::Duration::from_millis(50 << attempt)).await;
                }
                other => break other?,
            }
        };
        undoing.undone += undone;
        let entity_of =
            |id: &Uuid| runs.iter().flatten().find(|open| open.id == *id).map(|o| o.entity.clone());
        undoing.kept.extend(
            kept.into_iter()
                .filter_map(|id| Some(UndoneKept { entity: entity_of(&id)?, id, fields: Vec::new() })),
        );
        Ok(())
    }
}

/// Takes lots back, one after the other.
async fn all(
    transaction: &mut Transaction<'_>,
    lots: Vec<Lot>,
    stamp: &Stamp,
) -> Result<(u64, Vec<Uuid>), StoreError> {
    let (mut undone, mut kept) = (0, Vec::new());
    for lot in lots {
        let named = lot.clone();
        let (some, left) =
            take_back::lot(transaction, lot, stamp).await.map_err(|error| named.named(error))?;
        undone += some;
        kept.extend(left);
    }
    Ok((undone, kept))
}

/// The next records of one entity, and where that is asked for, of one action: what a merge changed goes back before
/// what it deleted returns, so that no two hold what must be unique.
fn next_run(open: &mut VecDeque<Open>, of_one_action: bool) -> Option<Vec<Open>> {
    let first = open.front()?.clone();
    let alike = |one: &&Open| one.entity == first.entity && (!of_one_action || one.action == first.action);
    let length = open.iter().take(LOT).take_while(alike).count();
    Some(open.drain(..length).collect())
}

/// The batch of what an undo writes.
fn of_undo(batch: Uuid) -> Uuid {
    let digest = Sha256::new().chain_update(b"undo").chain_update(batch.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A record of a batch.
struct Touched {
    id: Uuid,
    entity: String,
    action: String,
    /// Its last change by the batch.
    last: i64,
}

impl Touched {
    fn open(&self, edited: bool) -> Open {
        Open { entity: self.entity.clone(), action: self.action.clone(), id: self.id, edited }
    }
}

/// The records of a batch, the last written first.
async fn touched(connection: &mut Connection<'_>, batch: Uuid) -> Result<Vec<Touched>, StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "SELECT \"record_id\", \"subject\", MIN(\"action\"), MAX(\"seq\") FROM \"changes\" WHERE \"batch\" = ",
    );
    sql.bind(Bind::Id(Some(batch))).push(" GROUP BY \"record_id\", \"subject\" ORDER BY MIN(\"seq\") DESC");
    let types = [ColumnType::Id, ColumnType::Text, ColumnType::Text, ColumnType::Integer];
    let rows = connection.fetch_as(sql, &types).await?;
    let touched = |row: Vec<Value>| match row.as_slice() {
        [Value::Id(id), Value::Text(entity), Value::Text(action), Value::Integer(last)] => {
            Some(Touched { id: *id, entity: entity.clone(), action: action.clone(), last: *last })
        }
        _ => None,
    };
    Ok(rows.into_iter().filter_map(touched).collect())
}

/// Whether a batch is a merge.
async fn is_merge(connection: &mut Connection<'_>, batch: Uuid) -> Result<bool, StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "SELECT COUNT(*) FROM \"batches\" WHERE \"kind\" = 'merge' AND \"id\" = ",
    );
    sql.bind(Bind::Id(Some(batch)));
    Ok(connection.number(sql).await? == Some(1))
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
    records: &[Touched],
) -> Result<HashMap<Uuid, Later>, StoreError> {
    let lasts: HashMap<Uuid, i64> = records.iter().map(|touched| (touched.id, touched.last)).collect();
    let first = lasts.values().min().copied().unwrap_or_default();
    let ids = lasts.keys().copied().collect();
    let mut later: HashMap<Uuid, Later> = HashMap::new();
    for entry in history::read(connection, Wanted::After(ids, first)).await? {
        let edits = !history::BESIDE.contains(&entry.action.as_str());
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
