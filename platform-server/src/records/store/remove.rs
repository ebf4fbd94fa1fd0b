//! Delete to the recycle bin, restore.

use engine_core::{
    entity::{Field, OnDelete},
    issue::Message,
    key::EntityKey,
    kinds::{Kind, Storage},
    moment::Moment,
    plan::Condition,
    value::Value,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    Store, StoreError, compute, duplicates, load,
    references::Targets,
    row::{self, Revised},
    update,
};
use crate::{
    access::{ActionMarker, Delete, Permit, Purpose, internal},
    catalog::{Compiled, Snapshot},
    database::Dialect,
    records::{
        changes::{self, Change, Stamp},
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// Chains of `with_parent` go no deeper: what is below is refused, never left behind.
pub(crate) const DEEPEST: usize = 16;

impl Store {
    /// Moves a record to the recycle bin, with what goes with it; `expected` is the version the caller read, when it
    /// says one.
    ///
    /// # Errors
    /// When something refers to it and its reference says `refuse`, or when it has another version by now.
    pub async fn delete(
        &self,
        permit: &Permit<Delete>,
        id: Uuid,
        expected: Option<i64>,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        let found = self.found(permit, id, false).await?.read_as(expected);
        let (snapshot, compiled) = (permit.snapshot().clone(), permit.entity().clone());
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    still(t, &compiled, &found).await?;
                    delete_one(t, &snapshot, &compiled, found.n, &stamp).await
                })
            })
            .await
            .map_err(|error| error.told_to(permit))
    }

    /// Brings a record back from the recycle bin, with what went with it.
    ///
    /// # Errors
    /// When something unique about it is taken meanwhile.
    pub async fn restore(
        &self,
        permit: &Permit<Delete>,
        id: Uuid,
        stamp: Stamp,
    ) -> Result<Record, StoreError> {
        let found = self.found(permit, id, true).await?;
        let (snapshot, compiled) = (permit.snapshot().clone(), permit.entity().clone());
        let named = compiled.clone();
        let restored = self
            .writer
            .write(move |t| {
                Box::pin(async move {
                    still(t, &compiled, &found).await?;
                    restore_one(t, &snapshot, &compiled, found.n, &stamp, 0).await
                })
            })
            .await;
        restored.map_err(|error| duplicates::name_violation(&named, error))
    }

    pub(super) async fn found<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        id: Uuid,
        deleted: bool,
    ) -> Result<Found, StoreError> {
        let n = self.reachable(permit, id, deleted).await?;
        Ok(Found { n, id, rows: permit.rows().clone(), deleted, expected: None })
    }

    /// The number of a record that a right reaches, in the recycle bin or out of it.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] when the caller sees it but may not do this, [`StoreError::NotFound`] when it does not.
    pub async fn reachable<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        id: Uuid,
        deleted: bool,
    ) -> Result<i64, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let compiled = permit.entity();
        if let Some(n) = update::number_of(&mut connection, compiled, id, permit.rows(), deleted).await? {
            return Ok(n);
        }
        let seen = permit.target_rows(compiled.entity.key.as_str()).map_err(|_| StoreError::Forbidden)?;
        let rows = seen.unwrap_or(Condition::False);
        match update::number_of(&mut connection, compiled, id, &rows, deleted).await? {
            Some(_) => Err(StoreError::Forbidden),
            None => Err(StoreError::NotFound),
        }
    }
}

/// A record as it was found before the transaction: within a row rule, in the recycle bin or out of it.
pub(super) struct Found {
    pub(super) n: i64,
    id: Uuid,
    rows: Condition,
    deleted: bool,
    /// The version that the caller read, when it says one.
    expected: Option<i64>,
}

impl Found {
    /// The same, which the caller read in a version, when it says one.
    pub(super) fn read_as(self, expected: Option<i64>) -> Found {
        Found { expected, ..self }
    }
}

/// Holds a record until the transaction ends, unless somebody moved it, gave it away or changed what the
/// caller read since it was found.
pub(super) async fn still(
    transaction: &mut Transaction<'_>,
    compiled: &Compiled,
    found: &Found,
) -> Result<(), StoreError> {
    let connection = &mut transaction.connection;
    update::lock(connection, compiled, found.n).await?;
    let now = update::number_of(connection, compiled, found.id, &found.rows, found.deleted).await?;
    if now != Some(found.n) {
        return Err(StoreError::NotFound);
    }
    let Some(expected) = found.expected else { return Ok(()) };
    let mut sql = Statement::start(connection.dialect(), "SELECT \"version\" FROM ");
    sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" = ").bind(Bind::Integer(Some(found.n)));
    match connection.number(sql).await? {
        Some(version) if version != expected => Err(StoreError::Conflict(Vec::new())),
        _ => Ok(()),
    }
}

/// Deletes a record and what goes with it.
pub(super) async fn delete_one(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    n: i64,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    delete_below(transaction, snapshot, compiled, n, stamp, &mut Vec::new()).await
}

fn too_deep(chinese: &'static str, english: &'static str) -> StoreError {
    StoreError::Unsupported(Message::new(chinese, english))
}

/// The same below records that are being deleted; these go anyway, also when they refer to each other in a circle.
async fn delete_below(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    n: i64,
    stamp: &Stamp,
    above: &mut Vec<(EntityKey, i64)>,
) -> Result<(), StoreError> {
    transaction.current(snapshot).await?;
    let connection = &mut transaction.connection;
    update::lock(connection, compiled, n).await?;
    let Some(record) = load::whole(internal(Purpose::Write), connection, compiled, &[n]).await?.pop() else {
        return Err(StoreError::NotFound);
    };
    if record.moment("deleted_at").is_some() {
        return Ok(());
    }
    for (entity, field) in &compiled.referrers {
        let Some(referrer) = snapshot.compiled(entity.key.as_str()) else { continue };
        let refers = referring(&mut transaction.connection, referrer, field, n).await?;
        if refers.is_empty() {
            continue;
        }
        match field.on_delete {
            OnDelete::Refuse => {
                let owner = entity.parent.as_ref().and_then(|parent| snapshot.compiled(parent.as_str()));
                return Err(StoreError::InUse(owner.map_or(entity, |owner| &owner.entity).clone()));
            }
            OnDelete::WithParent => {
                above.push((compiled.entity.key.clone(), n));
                for child in refers {
                    if above.iter().any(|(key, n)| *key == referrer.entity.key && *n == child) {
                        continue;
                    }
                    if above.len() > DEEPEST {
                        return Err(too_deep(
                            "随它删除的记录超过 16 层，请先删除下层的记录",
                            "what would go with it is more than 16 levels deep; delete the lower levels first",
                        ));
                    }
                    Box::pin(delete_below(transaction, snapshot, referrer, child, stamp, above)).await?;
                }
                above.pop();
            }
            _ => release(transaction, snapshot, (referrer, field), record.id(), &refers, stamp).await?,
        }
    }
    let connection = &mut transaction.connection;
    let parents = row::parents(connection, compiled, &[n]).await?;
    set_deleted(connection, compiled, n, Some(stamp)).await?;
    row::refresh_parents(connection, snapshot, compiled, &[n], parents, stamp).await?;
    transaction
        .log(
            stamp,
            vec![moved(compiled, &record, "delete", json!({ "deleted_at": [null, stamp.at.to_string()] }))],
        )
        .await
}

/// Locks records until the transaction ends, in the order of their numbers; SQLite's writer is alone anyway.
pub(super) async fn lock_all(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    ids: &[Uuid],
) -> Result<(), StoreError> {
    if connection.dialect() == Dialect::Postgres && !ids.is_empty() {
        let mut sql = Statement::start(Dialect::Postgres, "SELECT \"n\" FROM ");
        sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"id\" IN (");
        sql.join(ids, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(") ORDER BY \"n\" FOR UPDATE");
        connection.execute(sql).await?;
    }
    Ok(())
}

fn moved(compiled: &Compiled, record: &Record, action: &'static str, fields: Json) -> Change {
    Change {
        subject: changes::subject(&compiled.entity.key),
        record: record.id(),
        n: record.n,
        action,
        fields,
        why: None,
    }
}

async fn set_deleted(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    n: i64,
    stamp: Option<&Stamp>,
) -> Result<(), StoreError> {
    let mut sql = Statement::start(connection.dialect(), "UPDATE ");
    sql.name(&names::table(&compiled.entity.key)).push(" SET \"deleted_at\" = ");
    sql.bind(Bind::Moment(stamp.map(|s| s.at))).push(", \"version\" = \"version\" + 1 WHERE \"n\" = ");
    sql.bind(Bind::Integer(Some(n)));
    connection.execute(sql).await?;
    Ok(())
}

/// Numbers of the living records whose field refers to a record.
async fn referring(
    connection: &mut Connection<'_>,
    referrer: &Compiled,
    field: &Field,
    n: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\" FROM ");
    sql.name(&names::table(&referrer.entity.key)).push(" t0 WHERE t0.\"deleted_at\" IS NULL AND ");
    match field.kind.rules().storage() {
        Storage::Links(_) => {
            sql.push("t0.\"n\" IN (SELECT \"n\" FROM ").name(&names::link_table(&referrer.entity, field));
            sql.push(" WHERE \"value\" = ").bind(Bind::Integer(Some(n))).push(")");
        }
        _ => {
            sql.push("t0.").name(&names::column(field, "")).push(" = ").bind(Bind::Integer(Some(n)));
        }
    }
    if let Some(parent) = &referrer.entity.parent {
        sql.push(" AND t0.\"parent_n\" IN (SELECT \"n\" FROM ").name(&names::table(parent));
        sql.push(" WHERE \"deleted_at\" IS NULL)");
    }
    sql.push(" ORDER BY t0.\"n\"");
    connection.numbers(sql).await
}

/// Clears the references to a record, as a person would: what is derived from them follows.
async fn release(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    (referrer, field): (&Compiled, &Field),
    target: Uuid,
    refers: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let context = stamp.context();
    for before in load::whole(internal(Purpose::Write), &mut transaction.connection, referrer, refers).await?
    {
        let mut after = before.clone();
        let left = match before.get(field.key.as_str()) {
            Value::List(items) => {
                Value::List(items.iter().filter(|i| **i != Value::Id(target)).cloned().collect())
            }
            _ => Value::Blank,
        };
        after.values.insert(field.key.clone(), left);
        compute::formulas(referrer, &mut after, &context);
        after.set_system("version", Value::Integer(before.version() + 1));
        after.set_system("updated_at", Value::Moment(stamp.at));
        after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
        let revised = Revised { targets: Targets::default(), before, after, why: None, action: "update" };
        Box::pin(row::write_revised(transaction, snapshot, referrer, revised, stamp)).await?;
    }
    Ok(())
}

/// Clears the references to a record.
pub(super) async fn clear(
    transaction: &mut Transaction<'_>,
    referrer: &Compiled,
    field: &Field,
    target: i64,
    refers: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let connection = &mut transaction.connection;
    let before = load::whole(internal(Purpose::Write), connection, referrer, refers).await?;
    for record in &before {
        let mut sql = Statement::start(connection.dialect(), "UPDATE ");
        sql.name(&names::table(&referrer.entity.key)).push(" SET \"version\" = \"version\" + 1");
        if field.kind == Kind::Reference {
            sql.push(", ").name(&names::column(field, "")).push(" = NULL");
        } else {
            let mut links = Statement::start(connection.dialect(), "DELETE FROM ");
            links.name(&names::link_table(&referrer.entity, field)).push(" WHERE \"value\" = ");
            links.bind(Bind::Integer(Some(target))).push(" AND \"n\" = ").bind(Bind::Integer(Some(record.n)));
            connection.execute(links).await?;
        }
        sql.push(" WHERE \"n\" = ").bind(Bind::Integer(Some(record.n)));
        connection.execute(sql).await?;
    }
    let log: Vec<Change> = before
        .iter()
        .map(|record| {
            let old = super::history::logged(referrer, field, record.get(field.key.as_str()));
            moved(referrer, record, "update", json!({ field.key.as_str(): [old, null] }))
        })
        .collect();
    transaction.log(stamp, log).await
}

pub(super) async fn restore_one(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    n: i64,
    stamp: &Stamp,
    depth: usize,
) -> Result<Record, StoreError> {
    transaction.current(snapshot).await?;
    let connection = &mut transaction.connection;
    update::lock(connection, compiled, n).await?;
    let found = load::whole(internal(Purpose::Write), connection, compiled, &[n]).await?.pop();
    let record = found.ok_or(StoreError::NotFound)?;
    let Some(deleted_at) = record.moment("deleted_at") else { return Ok(record) };
    set_deleted(connection, compiled, n, None).await?;
    let parents = row::parents(connection, compiled, &[n]).await?;
    row::refresh_parents(connection, snapshot, compiled, &[n], parents, stamp).await?;
    for (entity, field) in compiled.referrers.iter().filter(|(_, f)| f.on_delete == OnDelete::WithParent) {
        let Some(referrer) = snapshot.compiled(entity.key.as_str()) else { continue };
        for child in gone_with(&mut transaction.connection, referrer, field, n, deleted_at).await? {
            if depth >= DEEPEST {
                return Err(too_deep(
                    "随它恢复的记录超过 16 层，请先恢复下层的记录",
                    "what would come back with it is more than 16 levels deep; restore the lower levels first",
                ));
            }
            Box::pin(restore_one(transaction, snapshot, referrer, child, stamp, depth + 1)).await?;
        }
    }
    let change = moved(compiled, &record, "restore", json!({ "deleted_at": [deleted_at.to_string(), null] }));
    transaction.log(stamp, vec![change]).await?;
    let mut all = load::whole(internal(Purpose::Write), &mut transaction.connection, compiled, &[n]).await?;
    all.pop().ok_or(StoreError::NotFound)
}

/// Children that went in the same moment.
async fn gone_with(
    connection: &mut Connection<'_>,
    referrer: &Compiled,
    field: &Field,
    n: i64,
    at: Moment,
) -> Result<Vec<i64>, StoreError> {
    if field.kind != Kind::Reference {
        return Ok(Vec::new());
    }
    let mut sql = Statement::start(connection.dialect(), "SELECT \"n\" FROM ");
    sql.name(&names::table(&referrer.entity.key)).push(" WHERE ").name(&names::column(field, "")).push(" = ");
    sql.bind(Bind::Integer(Some(n))).push(" AND \"deleted_at\" = ").bind(Bind::Moment(Some(at)));
    connection.numbers(sql).await
}
