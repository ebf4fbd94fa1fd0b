//! Every record of a batch goes for good: what a demonstration brought along.
//!
//! Shape:  a few hundred records per transaction, in statements over sets. Records of other batches that cannot be
//!         without them (`refuse`, `with_parent`) go too; the others lose the reference.
//! Errors: the database's alone. Running it again goes on where it ended.

use std::collections::BTreeSet;

use engine_core::{
    entity::{Field, OnDelete},
    kinds::{ColumnType, Kind, Storage},
    value::Value,
};
use serde_json::json;
use uuid::Uuid;

use super::{Store, StoreError, apart, files, remove, roll_ups};
use crate::{
    access::{Delete, Permit, View},
    catalog::{Compiled, Snapshot},
    database::Dialect,
    records::{
        changes::{self, Change, Stamp},
        connection::Connection,
        names::{self, Name},
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// Records of one transaction.
const CHUNK: usize = 250;
/// Chains of records that cannot be without each other go no deeper.
const DEEPEST: usize = 16;

impl Store {
    /// Whether there is any record, the recycle bin included.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn holds_any(&self, permit: &Permit<View>) -> Result<bool, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(self.reader.dialect(), "SELECT \"n\" FROM ");
        sql.name(&names::table(&permit.entity().entity.key)).push(" LIMIT 1");
        Ok(held.connection().number(sql).await?.is_some())
    }

    /// Those of some people whom any record names: as owner, author, or in a field.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn people_named(
        &self,
        permit: &Permit<View>,
        people: &[Uuid],
    ) -> Result<Vec<Uuid>, StoreError> {
        let entity = &permit.entity().entity;
        let system = ["owner_id", "created_by", "updated_by"].into_iter().filter_map(|key| entity.field(key));
        let own = entity.fields.values().filter(|f| f.kind.is_people());
        let mut held = self.reader.acquire().await?;
        let mut named = Vec::new();
        for field in system.chain(own).filter(|_| !people.is_empty()) {
            let (table, column) = match field.kind {
                Kind::Users => (names::link_table(entity, field), Name::fixed("value")),
                _ => (names::table(&entity.key), names::column(field, "")),
            };
            let mut sql = Statement::start(self.reader.dialect(), "SELECT DISTINCT ");
            sql.name(&column).push(" FROM ").name(&table).push(" WHERE ").name(&column).push(" IN (");
            sql.join(people, ", ", |sql, id| {
                sql.bind(Bind::Id(Some(*id)));
            });
            let rows = held.connection().fetch_as(push(sql, ")"), &[ColumnType::Id]).await?;
            named.extend(rows.into_iter().filter_map(|row| match row.first() {
                Some(Value::Id(id)) => Some(*id),
                _ => None,
            }));
        }
        Ok(named)
    }

    /// Takes away the records of a batch, with what cannot be without them; how many went.
    ///
    /// # Errors
    /// See the module.
    pub async fn sweep(
        &self,
        permit: &Permit<Delete>,
        batch: Uuid,
        stamp: &Stamp,
    ) -> Result<u64, StoreError> {
        let mut gone = 0;
        let compiled = permit.entity();
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(self.reader.dialect(), "SELECT \"n\" FROM ");
        sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"batch\" = ").bind(Bind::Id(Some(batch)));
        sql.push(" ORDER BY \"n\"");
        let all = numbers(&mut held.connection(), sql).await?;
        drop(held);
        for chunk in all.chunks(CHUNK) {
            let (snapshot, compiled) = (permit.snapshot().clone(), compiled.clone());
            let (chunk, stamp) = (chunk.to_vec(), stamp.clone());
            let work = self.writer.write(move |t| {
                Box::pin(async move { sweep_some(t, &snapshot, &compiled, &chunk, &stamp, 0).await })
            });
            gone += work.await?;
        }
        Ok(gone)
    }
}

async fn sweep_some(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    chunk: &[i64],
    stamp: &Stamp,
    depth: usize,
) -> Result<u64, StoreError> {
    transaction.current(snapshot).await?;
    let mut gone = 0;
    for (entity, field) in &compiled.referrers {
        let Some(referrer) = snapshot.compiled(entity.key.as_str()) else { continue };
        if field.on_delete == OnDelete::Clear || depth >= DEEPEST {
            clear(transaction, referrer, field, chunk, stamp).await?;
            continue;
        }
        let mut below = referring(&mut transaction.connection, referrer, field, chunk).await?;
        if referrer.entity.key == compiled.entity.key {
            below.retain(|n| !chunk.contains(n));
        }
        for some in below.chunks(CHUNK) {
            gone += Box::pin(sweep_some(transaction, snapshot, referrer, some, stamp, depth + 1)).await?;
        }
    }
    let connection = &mut transaction.connection;
    let mut sql = Statement::start(connection.dialect(), "SELECT \"n\", \"id\" FROM ");
    sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" IN (");
    listed(&mut sql, chunk);
    let rows = connection.fetch_as(push(sql, ")"), &[ColumnType::Integer, ColumnType::Id]).await?;
    let found: Vec<(i64, Uuid)> = rows
        .iter()
        .filter_map(|row| match row.as_slice() {
            [Value::Integer(n), Value::Id(id)] => Some((*n, *id)),
            _ => None,
        })
        .collect();
    let mut parents = Vec::with_capacity(compiled.feeds.len());
    for feed in &compiled.feeds {
        parents.push(roll_ups::parents_of(connection, compiled, feed, chunk).await?);
    }
    erase(connection, compiled, chunk, &found, stamp).await?;
    for (feed, mut parents) in compiled.feeds.iter().zip(parents) {
        if feed.parent.key == compiled.entity.key {
            parents = parents.difference(&chunk.iter().copied().collect::<BTreeSet<_>>()).copied().collect();
        }
        roll_ups::refresh(connection, snapshot, (compiled, feed), &parents, stamp, 0).await?;
    }
    let log: Vec<Change> = found
        .iter()
        .map(|(n, id)| Change {
            subject: changes::subject(&compiled.entity.key),
            record: *id,
            n: *n,
            action: "purge",
            fields: json!({}),
            why: None,
        })
        .collect();
    transaction.log(stamp, log).await?;
    Ok(gone + u64::try_from(found.len()).unwrap_or(0))
}

/// Deletes rows and all that lies beside them.
async fn erase(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    chunk: &[i64],
    found: &[(i64, Uuid)],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    let entity = &compiled.entity;
    for field in entity.fields.values() {
        let (table, column) = match (field.kind.rules().storage(), &field.target) {
            (Storage::Links(_), _) => (names::link_table(entity, field), "\"n\""),
            (Storage::Children, Some(rows)) => (names::table(rows), "\"parent_n\""),
            _ => continue,
        };
        let mut sql = Statement::start(dialect, "DELETE FROM ");
        sql.name(&table).push(" WHERE ").push(column).push(" IN (");
        listed(&mut sql, chunk);
        connection.execute(push(sql, ")")).await?;
    }
    if dialect == Dialect::Sqlite && entity.fields.values().any(|f| f.search) {
        connection.forget(&entity.key, chunk).await?;
    }
    if !found.is_empty() {
        let mut shares = Statement::start(dialect, "DELETE FROM \"record_shares\" WHERE \"record_id\" IN (");
        shares.join(found, ", ", |sql, (_, id)| {
            sql.bind(Bind::Id(Some(*id)));
        });
        connection.execute(push(shares, ")")).await?;
        let ids: Vec<Uuid> = found.iter().map(|(_, id)| *id).collect();
        connection.execute(apart::gone(dialect, &ids)).await?;
        for given_up in files::release(dialect, &ids, stamp) {
            connection.execute(given_up).await?;
        }
    }
    let mut sql = Statement::start(dialect, "DELETE FROM ");
    sql.name(&names::table(&entity.key)).push(" WHERE \"n\" IN (");
    listed(&mut sql, chunk);
    connection.execute(push(sql, ")")).await?;
    Ok(())
}

/// Takes the references to some records away, where they were, logged per record that loses one.
async fn clear(
    transaction: &mut Transaction<'_>,
    referrer: &Compiled,
    field: &Field,
    targets: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    for target in targets {
        let some = std::slice::from_ref(target);
        let refers = referring(&mut transaction.connection, referrer, field, some).await?;
        if !refers.is_empty() {
            remove::clear(transaction, referrer, field, *target, &refers, stamp).await?;
        }
    }
    Ok(())
}

/// Numbers of the records whose field refers to one of some, those in the recycle bin too.
async fn referring(
    connection: &mut Connection<'_>,
    referrer: &Compiled,
    field: &Field,
    targets: &[i64],
) -> Result<Vec<i64>, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "SELECT DISTINCT \"n\" FROM ");
    if field.kind == Kind::Reference {
        sql.name(&names::table(&referrer.entity.key))
            .push(" WHERE ")
            .name(&names::column(field, ""))
            .push(" IN (");
    } else {
        sql.name(&names::link_table(&referrer.entity, field)).push(" WHERE \"value\" IN (");
    }
    listed(&mut sql, targets);
    numbers(connection, push(sql, ") ORDER BY 1")).await
}

fn listed(sql: &mut Statement, chunk: &[i64]) {
    sql.join(chunk, ", ", |sql, n| {
        sql.bind(Bind::Integer(Some(*n)));
    });
}

fn push(mut sql: Statement, end: &'static str) -> Statement {
    sql.push(end);
    sql
}

async fn numbers(connection: &mut Connection<'_>, sql: Statement) -> Result<Vec<i64>, StoreError> {
    let rows = connection.fetch_as(sql, &[ColumnType::Integer]).await?;
    let first = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Integer(n)) => Some(n),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(first).collect())
}
