//! The lots of a change of many records.
//!
//! Shape:  a lot is read and worked out together, outside of any transaction; as many of it as fit the time of one
//!         transaction are written in it. A record that refuses there ends the transaction: those before it are written
//!         again without it, it is tried alone, and the lot goes on after it.
//! Units:  at most [`LOT`] records and about [`TIME`] of a transaction, so that others get to write in between.
//! Errors: what is no fault of a record ends the change; what is not done then is still open.
//! Source: DESIGN §5.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use engine_core::kinds::ColumnType;
use engine_core::value::Value;
use uuid::Uuid;

use super::{
    Bulk, BulkChange, Skipped, Store, StoreError, duplicates, load,
    references::Targets,
    remove,
    row::{self, Prepared, Revised, Wake},
    take_back,
};
use crate::{
    access::{ActionMarker, Delete, Edit, Permit, Purpose, internal},
    clock::ticks,
    records::{
        changes::Stamp,
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes},
        writer::Transaction,
    },
};

/// Records read at once.
const LOT: usize = 250;
/// How long a transaction goes on taking records.
const TIME: Duration = Duration::from_millis(250);
/// How often a record alone that met another write is worked out again.
const ATTEMPTS: usize = 64;

impl Store {
    /// Changes the next records; whether some are left.
    ///
    /// # Errors
    /// What is no fault of a record. What was done is counted, the rest is still open.
    pub async fn bulk_update(
        &self,
        permit: &Permit<Edit>,
        change: &BulkChange,
        bulk: &mut Bulk,
    ) -> Result<bool, StoreError> {
        let ids: Vec<Uuid> = bulk.open.iter().take(LOT).copied().collect();
        let (mut prepared, mut refused) = (Vec::with_capacity(ids.len()), Vec::new());
        for (id, found) in self.editable_ones(permit, &ids).await? {
            match self.prepared(permit, id, found, change, &bulk.stamp).await {
                Ok(Some(one)) => prepared.push(one),
                Ok(None) => {}
                Err(error) => refused.push(Skipped::because(id, error)?),
            }
        }
        bulk.open.drain(..ids.len());
        refused.into_iter().for_each(|one| bulk.skip(one));
        let prepared: Arc<[Prepared]> = prepared.into();
        let mut at = 0;
        while at < prepared.len() {
            match self.write_some(permit, &prepared, &mut at, change, bulk).await {
                Ok(()) => {}
                Err(error) => {
                    prepared[at..].iter().rev().for_each(|one| bulk.open.push_front(one.before.id()));
                    return Err(error);
                }
            }
        }
        Ok(!bulk.open.is_empty())
    }

    /// Writes records from `at` on, and moves it on.
    async fn write_some(
        &self,
        permit: &Permit<Edit>,
        prepared: &Arc<[Prepared]>,
        at: &mut usize,
        change: &BulkChange,
        bulk: &mut Bulk,
    ) -> Result<(), StoreError> {
        let refuser = Arc::new(AtomicUsize::new(*at));
        match self.write_lot(prepared, *at..prepared.len(), &refuser, &bulk.stamp).await {
            Ok(done) => {
                bulk.changed += (done - *at) as u64;
                *at = done;
                return Ok(());
            }
            Err(error @ (StoreError::Busy | StoreError::Outdated)) => return Err(error),
            Err(_) => {}
        }
        let refuser = refuser.load(Ordering::SeqCst);
        // When the lot refused as a whole, each of its records is tried alone.
        let (before, alone) = if refuser < prepared.len() {
            (*at..refuser, refuser..refuser + 1)
        } else {
            (*at..*at, *at..prepared.len())
        };
        if !before.is_empty() {
            let none = Arc::new(AtomicUsize::new(0));
            match self.write_lot(prepared, before, &none, &bulk.stamp).await {
                Ok(done) => {
                    bulk.changed += (done - *at) as u64;
                    *at = done;
                    if done < alone.start {
                        return Ok(());
                    }
                }
                Err(error @ (StoreError::Busy | StoreError::Outdated)) => return Err(error),
                // It had refused nothing a moment ago: from here on it is tried anew.
                Err(_) => return self.write_alone(permit, &prepared[*at], at, change, bulk).await,
            }
        }
        for one in &prepared[alone] {
            self.write_alone(permit, one, at, change, bulk).await?;
        }
        Ok(())
    }

    /// Changes one record as if there were no other.
    async fn write_alone(
        &self,
        permit: &Permit<Edit>,
        one: &Prepared,
        at: &mut usize,
        change: &BulkChange,
        bulk: &mut Bulk,
    ) -> Result<(), StoreError> {
        let id = one.before.id();
        match self.change_alone(permit, id, change, &bulk.stamp).await {
            Ok(changed) => bulk.changed += u64::from(changed),
            Err(error) => bulk.skip(Skipped::because(id, error)?),
        }
        *at += 1;
        Ok(())
    }

    async fn change_alone(
        &self,
        permit: &Permit<Edit>,
        id: Uuid,
        change: &BulkChange,
        stamp: &Stamp,
    ) -> Result<bool, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some(one) = self.prepared(permit, id, None, change, stamp).await? else { return Ok(false) };
            let (compiled, alone) = (one.compiled.clone(), Arc::from([one]));
            match self.write_lot(&alone, 0..1, &Arc::default(), stamp).await {
                Ok(_) => return Ok(true),
                // What is added to a list is added to the list that it is now.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(duplicates::name_violation(&compiled, error)),
            }
        }
        Err(StoreError::Busy)
    }

    /// Writes records of a lot in one transaction, until its time is up; where it stopped.
    async fn write_lot(
        &self,
        prepared: &Arc<[Prepared]>,
        range: Range<usize>,
        refuser: &Arc<AtomicUsize>,
        stamp: &Stamp,
    ) -> Result<usize, StoreError> {
        let (prepared, refuser, stamp) = (prepared.clone(), refuser.clone(), stamp.clone());
        self.writer
            .write(move |t| Box::pin(async move { write(t, &prepared, range, &refuser, &stamp).await }))
            .await
    }

    /// The records that the permit lets through, in the order asked for. One that was written between the two looks is
    /// left to be looked at alone: whether the permit still reaches it is not known.
    async fn editable_ones(
        &self,
        permit: &Permit<Edit>,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, Option<Record>)>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let reached = reached(&mut connection, permit, ids).await?;
        let numbers: Vec<i64> = reached.iter().map(|one| one.n).collect();
        let versions: HashMap<i64, i64> = reached.into_iter().map(|one| (one.n, one.version)).collect();
        let records =
            load::whole(internal(Purpose::Write), &mut connection, permit.entity(), &numbers).await?;
        let same = |record: &Record| versions.get(&record.n) == Some(&record.version());
        let mut found: HashMap<Uuid, Record> =
            records.into_iter().filter(same).map(|record| (record.id(), record)).collect();
        Ok(ids.iter().map(|id| (*id, found.remove(id))).collect())
    }

    /// What a record becomes; nothing when it is so already.
    async fn prepared(
        &self,
        permit: &Permit<Edit>,
        id: Uuid,
        found: Option<Record>,
        change: &BulkChange,
        stamp: &Stamp,
    ) -> Result<Option<Prepared>, StoreError> {
        let targets = Targets::of(permit).map_err(|_| StoreError::Forbidden)?;
        let before = match found {
            Some(record) => record,
            None => self.editable(permit, id).await?,
        };
        let after = self.revised_or_told(permit, &before, &change.of(&before)?, stamp).await?;
        Ok(after.map(|after| Prepared {
            snapshot: permit.snapshot().clone(),
            compiled: permit.entity().clone(),
            targets,
            before,
            after,
            why: None,
            action: "update",
        }))
    }

    /// Deletes the next records; whether some are left. Those that nothing refers to go together, the rest after them.
    ///
    /// # Errors
    /// As [`Store::bulk_update`].
    pub async fn bulk_delete(&self, permit: &Permit<Delete>, bulk: &mut Bulk) -> Result<bool, StoreError> {
        let ids: Vec<Uuid> = bulk.open.iter().take(LOT).copied().collect();
        let (lot, own, stamp) = (ids.clone(), permit.clone(), bulk.stamp.clone());
        let gone =
            self.writer.write(move |t| Box::pin(async move { delete(t, &own, &lot, &stamp).await })).await;
        let gone = match gone {
            Err(error @ (StoreError::Busy | StoreError::Outdated)) => return Err(error),
            // Something about them all together, such as a sum: one by one tells whose fault it is.
            other => other.unwrap_or_default(),
        };
        bulk.changed += gone.len() as u64;
        bulk.open.drain(..ids.len());
        let mut rest = ids.into_iter().filter(|id| !gone.contains(id));
        while let Some(id) = rest.next() {
            let done = match self.delete(permit, id, None, bulk.stamp.clone()).await {
                Ok(()) => {
                    bulk.changed += 1;
                    Ok(())
                }
                Err(error) => Skipped::because(id, error).map(|one| bulk.skip(one)),
            };
            if let Err(error) = done {
                let open: Vec<Uuid> = std::iter::once(id).chain(rest).collect();
                open.into_iter().rev().for_each(|id| bulk.open.push_front(id));
                return Err(error);
            }
        }
        Ok(!bulk.open.is_empty())
    }
}

/// Writes prepared records; `refuser` says which one refused, or a number past them all when it was none alone.
async fn write(
    transaction: &mut Transaction<'_>,
    prepared: &[Prepared],
    range: Range<usize>,
    refuser: &AtomicUsize,
    stamp: &Stamp,
) -> Result<usize, StoreError> {
    let Some(first) = prepared.get(range.start) else { return Ok(range.start) };
    let started = ticks();
    transaction.current(&first.snapshot).await?;
    let numbers: Vec<i64> = prepared[range.clone()].iter().map(|one| one.before.n).collect();
    let connection = &mut transaction.connection;
    let mut wake = Wake::before(connection, &first.compiled, &numbers).await?;
    let mut done = range.start;
    for one in &prepared[range] {
        refuser.store(done, Ordering::SeqCst);
        let Prepared { targets, before, after, why, action, .. } = one.clone();
        let revised = Revised { targets, before, after, why, action };
        row::write_row(connection, &first.compiled, revised, &mut wake, stamp).await?;
        done += 1;
        if started.elapsed() > TIME {
            break;
        }
    }
    refuser.store(usize::MAX, Ordering::SeqCst);
    wake.settle(transaction, &first.snapshot, &first.compiled, stamp).await?;
    Ok(done)
}

/// Deletes those of a lot that the caller may delete and nothing refers to.
async fn delete(
    transaction: &mut Transaction<'_>,
    permit: &Permit<Delete>,
    ids: &[Uuid],
    stamp: &Stamp,
) -> Result<Vec<Uuid>, StoreError> {
    let (snapshot, compiled) = (permit.snapshot(), permit.entity());
    transaction.current(snapshot).await?;
    let connection = &mut transaction.connection;
    remove::lock_all(connection, compiled, ids).await?;
    let reached = reached(connection, permit, ids).await?;
    let numbers: Vec<i64> = reached.iter().map(|one| one.n).collect();
    let referred = take_back::referred_to(connection, snapshot, compiled, &numbers).await?;
    let free: Vec<(Uuid, i64)> =
        reached.into_iter().filter(|one| !referred.contains(&one.n)).map(|one| (one.id, one.n)).collect();
    take_back::delete_free(transaction, snapshot, compiled, &free, (stamp, None)).await?;
    Ok(free.into_iter().map(|(id, _)| id).collect())
}

/// A record that a right reached, in the version that it reached.
struct Reached {
    n: i64,
    id: Uuid,
    version: i64,
}

/// The living ones of some records that a right reaches, in the order of their numbers.
async fn reached<A: ActionMarker>(
    connection: &mut Connection<'_>,
    permit: &Permit<A>,
    ids: &[Uuid],
) -> Result<Vec<Reached>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(connection.dialect(), &scopes);
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\", t0.\"id\", t0.\"version\" FROM ");
    sql.name(&names::table(&permit.entity().entity.key));
    sql.push(" t0 WHERE t0.\"deleted_at\" IS NULL AND t0.\"id\" IN (");
    sql.join(ids, ", ", |sql, id| {
        sql.bind(Bind::Id(Some(*id)));
    });
    sql.push(") AND ");
    lowering.condition(&mut sql, Lowering::ROOT, permit.rows());
    sql.push(" ORDER BY t0.\"n\"");
    let types = [ColumnType::Integer, ColumnType::Id, ColumnType::Integer];
    let rows = connection.fetch_as(sql, &types).await?;
    let one = |row: Vec<Value>| match row.as_slice() {
        [Value::Integer(n), Value::Id(id), Value::Integer(version)] => {
            Some(Reached { n: *n, id: *id, version: *version })
        }
        _ => None,
    };
    Ok(rows.into_iter().filter_map(one).collect())
}
