//! Several records are one: the others are merged into the one that is kept.
//!
//! Shape:  one transaction and one batch: what refers to the others refers to the kept record, in every entity; the others
//!         go to the recycle bin; the kept record takes what it lacks. Undo takes all of it back, in one transaction, too.
//! Units:  at most [`MOST_MOVED`] records refer to the others; more would hold up everybody who writes.
//! Errors: a value that must be unique and is not, before anything is written; [`StoreError::NotFound`] when one of the
//!         records went away meanwhile, such as by another merge.

use std::{sync::Arc, time::Duration};

use engine_core::{entity::Field, issue::Issue, key::FieldKey, policy::Right, value::Value};
use serde_json::json;
use uuid::Uuid;

use super::{
    Input, Store, StoreError, bulk, compute, duplicates, files, load, moved,
    references::{self, Targets},
    remove,
    row::{self, Revised},
    take_back,
    unite::{self, Merged},
    update,
};
use crate::{
    access::{Delete, Edit, Permit, Purpose, internal},
    catalog::{Compiled, Snapshot},
    records::{changes::Stamp, record::Record, writer::Transaction},
};

/// How often a merge that met other writes is tried again.
const ATTEMPTS: u32 = 6;

/// Which records become one.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The record that stays.
    pub kept: Uuid,
    /// Those that go, in the order in which their values are taken.
    pub others: Vec<Uuid>,
    /// Values that win over all of them.
    pub values: Input,
}

/// A merge that may be done.
struct Work {
    snapshot: Arc<Snapshot>,
    compiled: Arc<Compiled>,
    targets: Targets,
    merged: Merged,
    kept: remove::Found,
    others: Vec<remove::Found>,
    values: Input,
    /// Fields that the caller may write.
    writable: Vec<FieldKey>,
}

impl Store {
    /// Merges records; the kept one as it is then.
    ///
    /// # Errors
    /// When one of them is out of reach, when the merged record is wrong, or when two records would be the same that must
    /// not be.
    pub async fn merge(
        &self,
        edit: &Permit<Edit>,
        delete: &Permit<Delete>,
        merge: Merge,
        stamp: &Stamp,
    ) -> Result<Record, StoreError> {
        let kept = self.found(edit, merge.kept, false).await?;
        let mut others = Vec::with_capacity(merge.others.len());
        for id in &merge.others {
            others.push(self.found(delete, *id, false).await?);
        }
        let fields = edit.entity().entity.fields.keys();
        let work = Arc::new(Work {
            snapshot: edit.snapshot().clone(),
            compiled: edit.entity().clone(),
            targets: Targets::of(edit).map_err(|_| StoreError::Forbidden)?,
            merged: Merged { kept: merge.kept, gone: merge.others.into_iter().collect() },
            kept,
            others,
            values: merge.values,
            writable: fields.filter(|key| edit.right(key.as_str()) == Right::Editable).cloned().collect(),
        });
        let mut attempt = 0;
        loop {
            let (work, stamp) = (work.clone(), stamp.clone());
            let done = self.writer.write(move |t| Box::pin(async move { run(t, &work, &stamp).await })).await;
            match done {
                Err(StoreError::Busy | StoreError::Stale) if attempt < ATTEMPTS => {
                    attempt += 1;
                    tokio::time::sleep(Duration::from_millis(25 << attempt)).await;
                }
                Err(StoreError::Stale) => return Err(StoreError::Busy),
                other => return other.map_err(|error| error.told_to(edit)),
            }
        }
    }
}

async fn run(transaction: &mut Transaction<'_>, work: &Work, stamp: &Stamp) -> Result<Record, StoreError> {
    let Work { snapshot, compiled, merged, .. } = work;
    transaction.current(snapshot).await?;
    let ids: Vec<Uuid> = std::iter::once(merged.kept).chain(merged.gone.iter().copied()).collect();
    remove::lock_all(&mut transaction.connection, compiled, &ids).await?;
    for found in std::iter::once(&work.kept).chain(&work.others) {
        remove::still(transaction, compiled, found).await?;
    }
    if let Some(batch) = stamp.batch {
        let connection = &mut transaction.connection;
        bulk::insert_batch(connection, batch, compiled.entity.key.as_str(), "merge", stamp).await?;
    }
    let others = others(transaction, work).await?;
    let gone: Vec<(Uuid, i64)> = others.iter().map(|other| (other.id(), other.n)).collect();
    let why = json!({ "merge": { "kept": merged.kept } });
    let moving =
        moved::Moving { snapshot, target: compiled, merged, kept: work.kept.n, gone: &gone, why: &why };
    moved::move_references(transaction, &moving, stamp).await?;
    take_back::delete_free(transaction, snapshot, compiled, &gone, (stamp, Some(&why))).await?;
    write_kept(transaction, work, &others, stamp).await.map_err(|error| {
        let named = duplicates::name_violation(compiled, error);
        match named {
            StoreError::Issues(issues) => StoreError::Issues(below_values(issues)),
            other => other,
        }
    })
}

fn below_values(issues: Vec<Issue>) -> Vec<Issue> {
    issues.into_iter().map(|issue| issue.below("/values")).collect()
}

/// The records that go, in the order in which their values are taken.
async fn others(transaction: &mut Transaction<'_>, work: &Work) -> Result<Vec<Record>, StoreError> {
    let numbers: Vec<i64> = work.others.iter().map(|found| found.n).collect();
    let connection = &mut transaction.connection;
    let mut others = load::whole(internal(Purpose::Write), connection, &work.compiled, &numbers).await?;
    others.sort_by_key(|other| numbers.iter().position(|n| *n == other.n));
    Ok(others)
}

async fn write_kept(
    transaction: &mut Transaction<'_>,
    work: &Work,
    others: &[Record],
    stamp: &Stamp,
) -> Result<Record, StoreError> {
    let Work { snapshot, compiled, merged, values, .. } = work;
    let connection = &mut transaction.connection;
    let found = load::whole(internal(Purpose::Write), connection, compiled, &[work.kept.n]).await?.pop();
    let before = found.ok_or(StoreError::NotFound)?;
    let writable = |field: &Field| work.writable.contains(&field.key);
    let mut after = unite::unite(compiled, merged, &before, others, writable);
    for (key, value) in &values.values {
        let value = match (before.get(key.as_str()), value) {
            (Value::Rows(old), Value::Rows(new)) => Value::Rows(update::merge_rows(old, new)),
            (_, value) => value.clone(),
        };
        after.values.insert(key.clone(), value);
    }
    let holders: Vec<Uuid> = std::iter::once(before.id()).chain(others.iter().map(Record::id)).collect();
    let all: Vec<&Record> = std::iter::once(&before).chain(others).collect();
    let naming = files::Naming { before: &all, holders: &holders, stamp };
    let refused = files::know(connection, compiled, std::slice::from_mut(&mut after), &naming).await?;
    if !refused.is_empty() {
        return Err(StoreError::Issues(refused));
    }
    files::adopt(connection, compiled, &after, others).await?;
    // What one of the records referred to stays legal; anything else the caller must see.
    let known = unite::known(compiled, &all);
    let given = |field: &Field| values.values.contains_key(&field.key);
    let one = std::slice::from_ref(&after);
    references::resolve(connection, compiled, &work.targets, one, Some(&known), given).await?;
    compute::formulas(compiled, &mut after, &stamp.context());
    let issues = compute::validate(compiled, &after);
    if !issues.is_empty() {
        return Err(StoreError::Issues(issues));
    }
    after.set_system("version", Value::Integer(before.version() + 1));
    after.set_system("updated_at", Value::Moment(stamp.at));
    after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
    let gone: Vec<Uuid> = others.iter().map(Record::id).collect();
    let why = Some(json!({ "merge": { "records": gone } }));
    let revised = Revised { targets: Targets::default(), before, after, why, action: "update" };
    row::write_revised(transaction, snapshot, compiled, revised, stamp).await
}
