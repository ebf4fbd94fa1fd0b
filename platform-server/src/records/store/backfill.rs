//! Records computed anew after a publish, some hundred per transaction.
//!
//! Shape:  the work of an entity lies in `backfills`; each transaction takes the next records by number, computes them
//!         and moves the mark on. Whoever dies leaves the mark where it was, and any server goes on from there.
//! Errors: writes worked out with definitions from before the publish are refused (`Transaction::current`), so that
//!         nothing comes behind the mark without what is new.
//! Source: docs/adr/0011-compute-anew-in-chunks.md.

use std::{sync::Arc, time::Duration};

use engine_core::{
    entity::Field,
    kinds::{ColumnType, Kind, Storage},
    value::Value,
};
use serde_json::{Map, Value as Json, json};

use super::{
    Store, StoreError, compute,
    duplicates::duplicate_keys,
    history, links, load, numbers,
    references::{self, Targets},
    roll_ups, row, update,
};
use crate::{
    access::{Purpose, internal},
    catalog::{Catalog, Compiled, Snapshot, Work},
    database::Dialect,
    records::{
        changes::{self, Change, Stamp},
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Statement, write},
        writer::Transaction,
    },
};

/// Records of one transaction.
const CHUNK: i64 = 200;
/// Between two looks whether the transactions from before a publish have ended.
const WAIT: Duration = Duration::from_millis(20);

/// How far one transaction came.
enum Step {
    /// There is more.
    More,
    /// Older transactions still run.
    Waits,
    /// This server has not seen the publish yet.
    Behind,
    /// The entity is done.
    Done,
}

/// Work as it is noted.
struct Noted {
    work: Work,
    epoch: i64,
    next: i64,
}

impl Store {
    /// Does all work of publishes that is left.
    ///
    /// # Errors
    /// When the database does not answer; calling it again goes on.
    pub async fn fill(&self, catalog: &Catalog) -> Result<(), StoreError> {
        while let Some(entity) = self.unfilled().await? {
            match self.fill_some(catalog.snapshot(), entity).await? {
                Step::More => {}
                Step::Waits => tokio::time::sleep(WAIT).await,
                Step::Behind => {
                    catalog.reload().await?;
                    tokio::time::sleep(WAIT).await;
                }
                Step::Done => {
                    catalog.reload().await?;
                }
            }
        }
        Ok(())
    }

    async fn unfilled(&self) -> Result<Option<String>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let sql = Statement::start(
            self.reader.dialect(),
            "SELECT entity, '' FROM backfills ORDER BY epoch, entity LIMIT 1",
        );
        Ok(held.connection().pairs(sql).await?.into_iter().next().map(|(entity, _)| entity))
    }

    async fn fill_some(&self, snapshot: Arc<Snapshot>, entity: String) -> Result<Step, StoreError> {
        let stamp = self.stamp_of(None);
        self.writer.write(move |t| Box::pin(async move { step(t, &snapshot, &entity, &stamp).await })).await
    }
}

async fn step(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    entity: &str,
    stamp: &Stamp,
) -> Result<Step, StoreError> {
    let connection = &mut transaction.connection;
    let Some(noted) = noted(connection, entity).await? else { return Ok(Step::Done) };
    if snapshot.epoch < noted.epoch {
        return Ok(Step::Behind);
    }
    if !settled(connection, entity).await? {
        return Ok(Step::Waits);
    }
    let Some(compiled) = snapshot.compiled(entity) else { return finish(connection, entity).await };
    let chunk = next(connection, compiled, noted.next).await?;
    let Some(last) = chunk.last().copied() else { return finish(connection, entity).await };
    let filling = Filling { snapshot, compiled, work: &noted.work, stamp };
    let log = filling.records(connection, &chunk).await?;
    transaction.log(stamp, log).await?;
    let connection = &mut transaction.connection;
    let mut sql = Statement::start(connection.dialect(), "UPDATE backfills SET next_n = ");
    sql.bind(Bind::Integer(Some(last))).push(" WHERE entity = ");
    sql.bind(Bind::Text(Some(entity.to_owned())));
    connection.execute(sql).await?;
    Ok(Step::More)
}

async fn noted(connection: &mut Connection<'_>, entity: &str) -> Result<Option<Noted>, StoreError> {
    let mut sql =
        Statement::start(connection.dialect(), "SELECT work, epoch, next_n FROM backfills WHERE entity = ");
    sql.bind(Bind::Text(Some(entity.to_owned()))).push_for("", " FOR UPDATE");
    let types = [ColumnType::Text, ColumnType::Integer, ColumnType::Integer];
    let rows = connection.fetch_as(sql, &types).await?;
    Ok(match rows.first().map(Vec::as_slice) {
        Some([Value::Text(work), Value::Integer(epoch), Value::Integer(next)]) => Some(Noted {
            work: serde_json::from_str(work).map_err(|_| StoreError::Busy)?,
            epoch: *epoch,
            next: *next,
        }),
        _ => None,
    })
}

/// Whether every transaction that may not know of the publish has ended. SQLite's writer runs one after the other.
async fn settled(connection: &mut Connection<'_>, entity: &str) -> Result<bool, StoreError> {
    if connection.dialect() == Dialect::Sqlite {
        return Ok(true);
    }
    let mut sql =
        Statement::start(Dialect::Postgres, "SELECT CAST(1 AS BIGINT) FROM backfills WHERE entity = ");
    sql.bind(Bind::Text(Some(entity.to_owned())));
    sql.push(" AND txid < pg_snapshot_xmin(pg_current_snapshot())");
    Ok(connection.number(sql).await?.is_some())
}

async fn next(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    after: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "SELECT \"n\" FROM ");
    sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" > ").bind(Bind::Integer(Some(after)));
    sql.push(" ORDER BY \"n\" LIMIT ").number(CHUNK).push_for("", " FOR UPDATE");
    connection.numbers(sql).await
}

/// The entity is done: every server shows its fields again.
async fn finish(connection: &mut Connection<'_>, entity: &str) -> Result<Step, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "DELETE FROM backfills WHERE entity = ");
    sql.bind(Bind::Text(Some(entity.to_owned())));
    connection.execute(sql).await?;
    let sql =
        Statement::start(connection.dialect(), "UPDATE catalog_state SET epoch = epoch + 1 WHERE id = 1");
    connection.execute(sql).await?;
    Ok(Step::Done)
}

/// What one transaction works with.
struct Filling<'a> {
    snapshot: &'a Snapshot,
    compiled: &'a Compiled,
    work: &'a Work,
    stamp: &'a Stamp,
}

impl Filling<'_> {
    fn wanted(&self, kind: Kind) -> impl Iterator<Item = &Arc<Field>> {
        let fields = self.compiled.entity.fields.values();
        fields.filter(move |f| f.kind == kind && self.work.fields.contains(f.key.as_str()))
    }

    /// Computes some records anew; what the log tells of it.
    async fn records(
        &self,
        connection: &mut Connection<'_>,
        chunk: &[i64],
    ) -> Result<Vec<Change>, StoreError> {
        for field in self.wanted(Kind::RollUp) {
            roll_ups::fill(connection, self.snapshot, (&self.compiled.entity, field), chunk).await?;
        }
        let before = load::whole(internal(Purpose::Backfill), connection, self.compiled, chunk).await?;
        let mut log = Vec::new();
        for mut record in before {
            let was = record.clone();
            for field in self.wanted(Kind::AutoNumber) {
                numbers::catch_up(connection, &self.compiled.entity, field, &mut record, self.stamp).await?;
            }
            compute::formulas(self.compiled, &mut record, &self.stamp.context());
            self.store(connection, &was, record, &mut log).await?;
        }
        roll_ups::over(connection, self.snapshot, self.compiled, &self.work.fields, chunk, self.stamp)
            .await?;
        Ok(log)
    }

    async fn store(
        &self,
        connection: &mut Connection<'_>,
        was: &Record,
        mut record: Record,
        log: &mut Vec<Change>,
    ) -> Result<(), StoreError> {
        let entity = &self.compiled.entity;
        let differs = |f: &&Arc<Field>| !update::same(was.get(f.key.as_str()), record.get(f.key.as_str()));
        let changed: Vec<Arc<Field>> =
            entity.fields.values().filter(|f| f.kind.rules().computed()).filter(differs).cloned().collect();
        let own: Vec<&Field> = changed.iter().map(AsRef::as_ref).filter(|f| stored(f)).collect();
        let keys = self.work.duplicates.then(|| duplicate_keys(entity, &record));
        if !own.is_empty() || keys.is_some() {
            let keys = keys.unwrap_or_default();
            connection
                .execute(write::update_derived(connection.dialect(), entity, &record, &own, &keys))
                .await?;
        }
        if self.work.words || changed.iter().any(|f| f.search) {
            row::reindex(connection, self.compiled, &record).await?;
        }
        log.extend(numbered(self.compiled, was, &record, &changed));
        for (field, _) in self.compiled.rows.iter().filter(|(f, _)| self.work.fields.contains(f.key.as_str()))
        {
            let one = std::slice::from_mut(&mut record);
            let this = |f: &Field| f.key == field.key;
            let all = Targets::default();
            let referred = references::resolve(connection, self.compiled, &all, one, None, this).await?;
            links::remove(connection, self.compiled, field, was.n).await?;
            links::insert(connection, self.compiled, one, &referred, Some(field)).await?;
        }
        Ok(())
    }
}

fn stored(field: &Field) -> bool {
    matches!(field.kind.rules().storage(), Storage::Columns(_) | Storage::Derived)
}

/// A number that a record was given is told by its log; what can be computed again is not.
fn numbered(compiled: &Compiled, was: &Record, now: &Record, changed: &[Arc<Field>]) -> Option<Change> {
    let mut fields = Map::new();
    for field in changed.iter().filter(|f| f.kind == Kind::AutoNumber) {
        let told = |record: &Record| history::logged(compiled, field, record.get(field.key.as_str()));
        fields.insert(field.key.to_string(), Json::Array(vec![told(was), told(now)]));
    }
    (!fields.is_empty()).then(|| Change {
        subject: changes::subject(&compiled.entity.key),
        record: now.id(),
        n: now.n,
        action: "fill",
        fields: Json::Object(fields),
        why: Some(json!({ "publish": compiled.entity.key, "version": compiled.version })),
    })
}
