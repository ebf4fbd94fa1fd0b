//! One lot of a batch taken back, in one transaction.
//!
//! Shape:  records that the batch made go to the recycle bin together, what refers to them looked up once for all; those it
//!         deleted return, those it changed get the values they had before. A lot is of one entity; a batch may have
//!         written several.
//! Errors: the first record that refuses ends the lot; nothing of it is written then.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use engine_core::{
    formula::Context,
    kinds::{ColumnType, Storage},
    plan::Condition,
    value::Value,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    Input, StoreError, as_of, compute, duplicates,
    history::HistoryEntry,
    load,
    references::Targets,
    remove, roll_ups,
    row::{self, Revised, Wake},
};
use crate::{
    access::{Edit, Permit, Purpose, internal},
    catalog::{Compiled, Snapshot},
    records::{
        changes::{self, Change, Stamp},
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes},
        writer::Transaction,
    },
};

/// Some records of a batch, all of one entity.
#[derive(Clone)]
pub(super) struct Lot {
    snapshot: Arc<Snapshot>,
    compiled: Arc<Compiled>,
    /// Records the caller may edit.
    within: Condition,
    batch: Uuid,
    /// In order, and whether somebody edited them since.
    records: Vec<(Uuid, bool)>,
    /// What the batch did to each, in order.
    entries: BTreeMap<Uuid, Vec<HistoryEntry>>,
    context: Context,
    /// Records that are not back yet: nothing refers to them so far.
    absent: HashSet<Uuid>,
    /// Whether its records were counted before.
    counted: bool,
}

impl Lot {
    /// `permits` are the caller's rights to edit, of the batch's own entity first; of an entity without one nothing lies
    /// within. `None` when the entity is gone.
    pub(super) fn new(
        permits: &[Permit<Edit>],
        (batch, entity): (Uuid, &str),
        records: &[(Uuid, bool)],
        written: Vec<HistoryEntry>,
        context: Context,
    ) -> Option<Lot> {
        let snapshot = permits.first()?.snapshot().clone();
        let compiled = snapshot.compiled(entity)?.clone();
        let own = permits.iter().find(|permit| permit.entity().entity.key.as_str() == entity);
        let mut entries: BTreeMap<Uuid, Vec<HistoryEntry>> = BTreeMap::new();
        for entry in written {
            entries.entry(entry.record).or_default().push(entry);
        }
        let within = own.map_or(Condition::False, |permit| permit.rows().clone());
        let (records, absent) = (records.to_vec(), HashSet::new());
        Some(Lot { snapshot, compiled, within, batch, records, entries, context, absent, counted: false })
    }

    /// The same in two steps, when it gives back references to records that are not back yet: first without these.
    pub(super) fn in_two(self, absent: &HashSet<Uuid>) -> (Lot, Option<Lot>) {
        let ids: Vec<String> = absent.iter().map(Uuid::to_string).collect();
        let old = |entry: &HistoryEntry| -> Vec<String> {
            entry.fields.values().map(|pair| pair[0].to_string()).collect()
        };
        let mentions = |entry: &HistoryEntry| {
            old(entry).iter().any(|old| ids.iter().any(|id| old.contains(id.as_str())))
        };
        if !self.entries.values().flatten().any(mentions) {
            return (self, None);
        }
        let later = Lot { counted: true, ..self.clone() };
        (Lot { absent: absent.clone(), ..self }, Some(later))
    }

    /// A broken unique index in a person's words, when it is one of this entity's.
    pub(super) fn named(&self, error: StoreError) -> StoreError {
        duplicates::name_violation(&self.compiled, error)
    }
}

/// How a record stands now.
#[derive(Clone, Copy)]
struct Standing {
    n: i64,
    living: bool,
    /// Whether the caller may edit it.
    within: bool,
}

/// Takes a lot back: how many records, and which the caller may not touch.
pub(super) async fn lot(
    transaction: &mut Transaction<'_>,
    lot: Lot,
    stamp: &Stamp,
) -> Result<(u64, Vec<Uuid>), StoreError> {
    transaction.current(&lot.snapshot).await?;
    let standing = standing(&mut transaction.connection, &lot).await?;
    let (mut made, mut gone, mut changed, mut kept) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (id, edited) in &lot.records {
        let Some(entries) = lot.entries.get(id) else { continue };
        let now = standing.get(id);
        let created = entries.first().is_some_and(|entry| entry.action == "create");
        let deleted = entries.last().is_some_and(|entry| entry.action == "delete");
        if deleted && now.is_some_and(|now| now.living) {
            continue;
        }
        if !may_take_back(entries, *edited, now) {
            kept.push(*id);
            continue;
        }
        let Some(now) = now else { continue };
        match (created, deleted, now.living) {
            (true, _, true) => made.push((*id, now.n)),
            (false, true, false) => gone.push(now.n),
            (false, false, true) => changed.push(now.n),
            _ => {}
        }
    }
    let undone = made.len() + gone.len() + changed.len();
    delete(transaction, &lot, &made, stamp).await?;
    for n in gone {
        remove::restore_one(transaction, &lot.snapshot, &lot.compiled, n, stamp, 0).await?;
    }
    put_back(transaction, &lot, &changed, stamp).await?;
    if lot.counted {
        return Ok((0, Vec::new()));
    }
    Ok((u64::try_from(undone).unwrap_or(u64::MAX), kept))
}

/// Whoever may edit a record may undo a change of it. What the batch itself put out of its maker's reach, by making it for
/// or giving it to somebody else, its maker may still take back while nobody touched it; so what a merge moved along.
fn may_take_back(entries: &[HistoryEntry], edited: bool, now: Option<&Standing>) -> bool {
    let merged = |entry: &HistoryEntry| entry.why.as_ref().is_some_and(|why| why.get("merge").is_some());
    let moved = |entry: &HistoryEntry| {
        entry.action == "create" || entry.fields.contains_key("owner_id") || merged(entry)
    };
    !edited && entries.iter().any(moved) || now.is_some_and(|now| now.within)
}

/// How the records stand; on PostgreSQL they are held until the transaction ends.
async fn standing(connection: &mut Connection<'_>, lot: &Lot) -> Result<HashMap<Uuid, Standing>, StoreError> {
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(connection.dialect(), &scopes);
    let mut sql = Statement::start(
        connection.dialect(),
        "SELECT t0.\"id\", t0.\"n\", CAST(CASE WHEN t0.\"deleted_at\" IS NULL THEN 1 ELSE 0 END AS ",
    );
    sql.push_for("INTEGER", "BIGINT").push("), CAST(CASE WHEN ");
    lowering.condition(&mut sql, Lowering::ROOT, &lot.within);
    sql.push(" THEN 1 ELSE 0 END AS ").push_for("INTEGER", "BIGINT").push(") FROM ");
    sql.name(&names::table(&lot.compiled.entity.key)).push(" t0 WHERE t0.\"id\" IN (");
    sql.join(&lot.records, ", ", |sql, (id, _)| {
        sql.bind(Bind::Id(Some(*id)));
    });
    sql.push(") ORDER BY t0.\"n\"").push_for("", " FOR UPDATE OF t0");
    let types = [ColumnType::Id, ColumnType::Integer, ColumnType::Integer, ColumnType::Integer];
    let rows = connection.fetch_as(sql, &types).await?;
    let standing = |row: Vec<Value>| match row.as_slice() {
        [Value::Id(id), Value::Integer(n), Value::Integer(living), Value::Integer(within)] => {
            Some((*id, Standing { n: *n, living: *living == 1, within: *within == 1 }))
        }
        _ => None,
    };
    Ok(rows.into_iter().filter_map(standing).collect())
}

/// Deletes what the batch made: together what nothing refers to, the rest after it, each as if alone.
async fn delete(
    transaction: &mut Transaction<'_>,
    lot: &Lot,
    made: &[(Uuid, i64)],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let Lot { snapshot, compiled, .. } = lot;
    let connection = &mut transaction.connection;
    let numbers: Vec<i64> = made.iter().map(|(_, n)| *n).collect();
    let referred = referred_to(connection, snapshot, compiled, &numbers).await?;
    let (held, free): (Vec<_>, Vec<_>) = made.iter().copied().partition(|(_, n)| referred.contains(n));
    delete_free(transaction, snapshot, compiled, &free, (stamp, None)).await?;
    for (_, n) in held {
        remove::delete_one(transaction, snapshot, compiled, n, stamp).await?;
    }
    Ok(())
}

/// Deletes records together that nothing refers to, and says why.
pub(super) async fn delete_free(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    free: &[(Uuid, i64)],
    (stamp, why): (&Stamp, Option<&Json>),
) -> Result<(), StoreError> {
    let numbers: Vec<i64> = free.iter().map(|(_, n)| *n).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let connection = &mut transaction.connection;
    let mut parents: Vec<BTreeSet<i64>> = Vec::with_capacity(compiled.feeds.len());
    for feed in &compiled.feeds {
        parents.push(roll_ups::parents_of(connection, compiled, feed, &numbers).await?);
    }
    set_deleted(connection, compiled, &numbers, stamp).await?;
    for (feed, parents) in compiled.feeds.iter().zip(parents) {
        roll_ups::refresh(connection, snapshot, (compiled, feed), &parents, stamp, 0).await?;
    }
    let log: Vec<Change> = free
        .iter()
        .map(|(id, n)| Change {
            subject: changes::subject(&compiled.entity.key),
            record: *id,
            n: *n,
            action: "delete",
            fields: json!({ "deleted_at": [null, stamp.at.to_string()] }),
            why: why.cloned(),
        })
        .collect();
    transaction.log(stamp, log).await
}

/// Those of some records that a living one refers to.
pub(super) async fn referred_to(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    numbers: &[i64],
) -> Result<HashSet<i64>, StoreError> {
    let mut referred = HashSet::new();
    for (entity, field) in compiled.referrers.iter().filter(|_| !numbers.is_empty()) {
        if snapshot.compiled(entity.key.as_str()).is_none() {
            continue;
        }
        let linked = matches!(field.kind.rules().storage(), Storage::Links(_));
        let mut sql = Statement::start(connection.dialect(), "SELECT DISTINCT ");
        let to = |sql: &mut Statement| {
            if linked {
                sql.push("l.\"value\"");
            } else {
                sql.push("t0.").name(&names::column(field, ""));
            }
        };
        to(&mut sql);
        sql.push(" FROM ").name(&names::table(&entity.key)).push(" t0");
        if linked {
            sql.push(" JOIN ").name(&names::link_table(entity, field)).push(" l ON l.\"n\" = t0.\"n\"");
        }
        sql.push(" WHERE t0.\"deleted_at\" IS NULL AND ");
        to(&mut sql);
        sql.push(" IN (");
        sql.join(numbers, ", ", |sql, n| {
            sql.bind(Bind::Integer(Some(*n)));
        });
        sql.push(")");
        referred.extend(connection.numbers(sql).await?);
    }
    Ok(referred)
}

async fn set_deleted(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    numbers: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let mut sql = Statement::start(connection.dialect(), "UPDATE ");
    sql.name(&names::table(&compiled.entity.key)).push(" SET \"deleted_at\" = ");
    sql.bind(Bind::Moment(Some(stamp.at))).push(", \"version\" = \"version\" + 1 WHERE \"n\" IN (");
    sql.join(numbers, ", ", |sql, n| {
        sql.bind(Bind::Integer(Some(*n)));
    });
    sql.push(")");
    connection.execute(sql).await.map(drop)
}

/// Sets the fields a batch changed to what they were before it.
async fn put_back(
    transaction: &mut Transaction<'_>,
    lot: &Lot,
    numbers: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let Lot { snapshot, compiled, .. } = lot;
    let connection = &mut transaction.connection;
    let mut wake = Wake::before(connection, compiled, numbers).await?;
    for before in load::whole(internal(Purpose::Undo), connection, compiled, numbers).await? {
        let entries = lot.entries.get(&before.id()).map_or(&[][..], Vec::as_slice);
        let revised = Revised {
            after: as_before(lot, &before, entries, stamp)?,
            targets: Targets::default(),
            before,
            why: Some(json!({ "undo": lot.batch })),
            action: "update",
        };
        row::write_row(connection, compiled, revised, &mut wake, stamp).await?;
    }
    wake.settle(transaction, snapshot, compiled, stamp).await
}

/// The record with the values from before the batch.
fn as_before(lot: &Lot, now: &Record, entries: &[HistoryEntry], stamp: &Stamp) -> Result<Record, StoreError> {
    let compiled = &lot.compiled;
    let mut old: Map<String, Json> = Map::new();
    for (key, pair) in entries.iter().flat_map(|entry| &entry.fields) {
        let writable = compiled.entity.own_field(key).is_some_and(|field| !field.kind.rules().computed());
        if writable || key == "owner_id" {
            let mut before = pair.get(0).cloned().unwrap_or(Json::Null);
            as_of::leave_computed_out(compiled, key, &mut before);
            old.entry(key.clone()).or_insert(before);
        }
    }
    let input = Input::read(compiled, &old).map_err(StoreError::Issues)?;
    let mut after = now.clone();
    for (key, value) in input.values {
        after.values.insert(key, without(value, &lot.absent));
    }
    compute::formulas(compiled, &mut after, &lot.context);
    after.set_system("version", Value::Integer(now.version() + 1));
    after.set_system("updated_at", Value::Moment(stamp.at));
    after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
    Ok(after)
}

/// A value without what refers to some records.
fn without(value: Value, absent: &HashSet<Uuid>) -> Value {
    match value {
        Value::Id(id) if absent.contains(&id) => Value::Blank,
        Value::List(items) => {
            let left = items.into_iter().map(|item| without(item, absent)).filter(|item| !item.is_blank());
            Value::List(left.collect())
        }
        Value::Rows(mut rows) => {
            for (_, cell) in rows.iter_mut().flat_map(|row| &mut row.values) {
                *cell = without(std::mem::take(cell), absent);
            }
            Value::Rows(rows)
        }
        value => value,
    }
}
