//! The row of a changed record: written from exactly the version that was read, with what follows from it.
//!
//! Shape:  [`write_row`] for each of some records of one entity, then [`Wake::settle`] once for all: full text, roll-ups of
//!         the parents before and after, the change log.
//! Errors: [`StoreError::Stale`] when somebody else wrote the record meanwhile.

use std::{collections::BTreeSet, sync::Arc};

use engine_core::{
    entity::Field,
    kinds::{Kind, Storage},
};
use serde_json::{Map, Value as Json};

use super::{
    StoreError, create, duplicates, existence, files, history, links,
    references::{self, Numbers, Targets},
    roll_ups,
    update::same,
};
use crate::{
    catalog::{Compiled, Snapshot},
    database::Dialect,
    records::{
        changes::{self, Change, Stamp},
        connection::Connection,
        record::Record,
        sql::{words::Document, write},
        writer::Transaction,
    },
};

/// A change worked out before its transaction.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) compiled: Arc<Compiled>,
    pub(super) targets: Targets,
    pub(super) before: Record,
    pub(super) after: Record,
    pub(super) why: Option<Json>,
    pub(super) action: &'static str,
}

/// Writes one prepared change inside a transaction.
pub(super) async fn write_one(
    transaction: &mut Transaction<'_>,
    prepared: Prepared,
    stamp: &Stamp,
) -> Result<Record, StoreError> {
    let Prepared { snapshot, compiled, targets, before, after, why, action } = prepared;
    let revised = Revised { targets, before, after, why, action };
    write_revised(transaction, &snapshot, &compiled, revised, stamp).await
}

/// A record before and after a change.
pub(super) struct Revised {
    pub(super) targets: Targets,
    pub(super) before: Record,
    pub(super) after: Record,
    pub(super) why: Option<Json>,
    pub(super) action: &'static str,
}

/// Writes one change worked out inside the transaction or before it.
pub(super) async fn write_revised(
    transaction: &mut Transaction<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    revised: Revised,
    stamp: &Stamp,
) -> Result<Record, StoreError> {
    transaction.current(snapshot).await?;
    let mut wake = Wake::before(&mut transaction.connection, compiled, &[revised.before.n]).await?;
    let record = write_row(&mut transaction.connection, compiled, revised, &mut wake, stamp).await?;
    wake.settle(transaction, snapshot, compiled, stamp).await?;
    Ok(record)
}

/// What changed rows of one entity leave to be done once for all of them.
pub(super) struct Wake {
    /// The parents that they pointed to, one set for each feed.
    parents: Vec<BTreeSet<i64>>,
    words: Vec<(i64, Document)>,
    log: Vec<Change>,
}

impl Wake {
    /// Before rows change.
    pub(super) async fn before(
        connection: &mut Connection<'_>,
        compiled: &Compiled,
        numbers: &[i64],
    ) -> Result<Wake, StoreError> {
        let parents = parents(connection, compiled, numbers).await?;
        Ok(Wake { parents, words: Vec::new(), log: Vec::new() })
    }

    /// After they did: full text, roll-ups of the parents before and after, the change log.
    pub(super) async fn settle(
        self,
        transaction: &mut Transaction<'_>,
        snapshot: &Snapshot,
        compiled: &Compiled,
        stamp: &Stamp,
    ) -> Result<(), StoreError> {
        let connection = &mut transaction.connection;
        if !self.words.is_empty() {
            connection.index(&compiled.entity.key, self.words).await?;
        }
        let numbers: Vec<i64> = self.log.iter().map(|change| change.n).collect();
        refresh_parents(connection, snapshot, compiled, &numbers, self.parents, stamp).await?;
        transaction.log(stamp, self.log).await
    }
}

/// Writes the row of one change, from exactly the version that was read, and its values outside the row.
pub(super) async fn write_row(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    revised: Revised,
    wake: &mut Wake,
    stamp: &Stamp,
) -> Result<Record, StoreError> {
    let Revised { targets, before, mut after, why, action } = revised;
    links::identify(compiled, &mut after);
    let changed: Vec<Arc<Field>> = compiled
        .entity
        .fields
        .values()
        .filter(|f| !same(before.get(f.key.as_str()), after.get(f.key.as_str())))
        .cloned()
        .collect();
    let dialect = connection.dialect();
    let (after, referred) = placed(connection, compiled, (&before, after), &targets, &changed).await?;
    let own: Vec<&Field> = changed
        .iter()
        .map(AsRef::as_ref)
        .filter(|f| matches!(f.kind.rules().storage(), Storage::Columns(_) | Storage::Derived))
        .collect();
    let mut row = links::stored(compiled, &after, &referred);
    row.n = before.n;
    let keys = duplicates::duplicate_keys(&compiled.entity, &after);
    let touched = connection
        .execute(write::update(dialect, &compiled.entity, &row, &own, before.version(), &keys))
        .await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    for field in
        changed.iter().filter(|f| matches!(f.kind.rules().storage(), Storage::Links(_) | Storage::Children))
    {
        links::remove(connection, compiled, field, before.n).await?;
        links::insert(connection, compiled, std::slice::from_ref(&after), &referred, Some(field)).await?;
    }
    if changed.iter().any(|f| f.kind.holds_files() || f.kind == Kind::SubTable) {
        files::claim(connection, compiled, &after, Some(&before), stamp).await?;
    }
    if changed.iter().any(|f| f.search) {
        wake.words.push((after.n, document(dialect, compiled, &after)));
    }
    wake.log.push(Change {
        subject: changes::subject(&compiled.entity.key),
        record: after.id(),
        n: after.n,
        action,
        fields: difference(compiled, &before, &after),
        why,
    });
    Ok(after)
}

/// The record with the departments of a new owner, and what it refers to; both refusals are told together.
async fn placed(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    (before, mut after): (&Record, Record),
    targets: &Targets,
    changed: &[Arc<Field>],
) -> Result<(Record, Numbers), StoreError> {
    let mut owner = Vec::new();
    if before.get("owner_id") != after.get("owner_id") {
        let mut one = [after];
        owner = existence::found(create::stamp_departments(connection, compiled, &mut one, None).await)?;
        let [only] = one;
        after = only;
    }
    let is_changed = |field: &Field| changed.iter().any(|c| c.key == field.key);
    let one = std::slice::from_ref(&after);
    let referred = references::resolve(connection, compiled, targets, one, Some(before), is_changed).await;
    if owner.is_empty() {
        return Ok((after, referred?));
    }
    owner.extend(existence::found(referred.map(drop))?);
    Err(StoreError::Issues(owner))
}

/// Indexes the words of a record anew.
pub(super) async fn reindex(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    record: &Record,
) -> Result<(), StoreError> {
    let document = document(connection.dialect(), compiled, record);
    connection.index(&compiled.entity.key, vec![(record.n, document)]).await
}

fn document(dialect: Dialect, compiled: &Compiled, record: &Record) -> Document {
    Document::of(dialect, &links::words(compiled, record, |_| true))
}

/// The parents each feed of some records points to now.
pub(super) async fn parents(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    numbers: &[i64],
) -> Result<Vec<BTreeSet<i64>>, StoreError> {
    let mut all = Vec::with_capacity(compiled.feeds.len());
    for feed in &compiled.feeds {
        all.push(roll_ups::parents_of(connection, compiled, feed, numbers).await?);
    }
    Ok(all)
}

/// Refreshes the roll-ups of the parents before and after.
pub(super) async fn refresh_parents(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    numbers: &[i64],
    before: Vec<BTreeSet<i64>>,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    for (feed, mut parents) in compiled.feeds.iter().zip(before) {
        parents.extend(roll_ups::parents_of(connection, compiled, feed, numbers).await?);
        roll_ups::refresh(connection, snapshot, (compiled, feed), &parents, stamp, 0).await?;
    }
    Ok(())
}

/// `{"field": [old, new]}` of what differs.
fn difference(compiled: &Compiled, before: &Record, after: &Record) -> Json {
    let mut fields = Map::new();
    let keys = compiled.entity.fields.keys().map(engine_core::key::FieldKey::as_str).chain([
        "owner_id",
        "department_id",
        "deleted_at",
    ]);
    for key in keys {
        let (old, new) = (before.get(key), after.get(key));
        let Some(field) = compiled.entity.field(key).filter(|f| !f.volatile && f.kind != Kind::RollUp) else {
            continue;
        };
        if !same(old, new) {
            let pair = vec![history::logged(compiled, field, old), history::logged(compiled, field, new)];
            fields.insert(key.to_owned(), Json::Array(pair));
        }
    }
    Json::Object(fields)
}
