//! A record changes: read, merge, compute, and write from exactly the version that was read.
//!
//! Shape:  nothing slow holds the writer: the new record is worked out on a read snapshot, and the write succeeds only if
//!         the version is still the same; otherwise it is worked out again.
//! Source: DESIGN §5 "`If-Match` is optional".

use engine_core::{
    kinds::ColumnType,
    plan::{Column, Comparison, Condition, Test},
    value::{Row, Value},
};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    Input, Store, StoreError, compute, duplicates, files, held, load,
    references::Targets,
    row::{self, Prepared},
};
use crate::{
    access::{Edit, Permit, Purpose, internal},
    catalog::Compiled,
    database::Dialect,
    records::{
        changes::Stamp,
        connection::Connection,
        idempotency::Remember,
        names,
        record::{Record, value_to_json},
        sql::{Bind, Lowering, Statement, expression::Scopes},
    },
};

/// A field that two people changed.
#[derive(Clone, Debug)]
pub struct FieldConflict {
    /// Which.
    pub field: String,
    /// What it was when the caller read it.
    pub base: Json,
    /// What it is now.
    pub theirs: Json,
    /// What the caller wants.
    pub yours: Json,
    /// Who changed it, and when.
    pub by: Option<Uuid>,
    /// See `by`.
    pub at: engine_core::moment::Moment,
}

/// What a caller wants changed.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    /// Fields to write.
    pub input: Input,
    /// The version the caller read, when it says one.
    pub expected: Option<i64>,
    /// Why, when no person did it by hand.
    pub why: Option<Json>,
}

/// How often a write that met another one is worked out again.
const ATTEMPTS: usize = 64;

impl Store {
    /// Changes one record.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the caller read an older version and both changed the same field.
    pub async fn update(
        &self,
        permit: &Permit<Edit>,
        id: Uuid,
        revision: Revision,
        stamp: Stamp,
        remember: Option<Remember>,
    ) -> Result<Record, StoreError> {
        for _ in 0..ATTEMPTS {
            let before = self.editable(permit, id).await?;
            self.check_expected(permit, &before, &revision).await?;
            match self.update_from(permit, before, &revision, stamp.clone(), remember.clone()).await {
                Err(StoreError::Stale) => {}
                other => return other,
            }
        }
        Err(StoreError::Busy)
    }

    /// Whether a revision that was made from an older version goes together with what changed since.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when both changed the same field.
    pub async fn check_expected(
        &self,
        permit: &Permit<Edit>,
        before: &Record,
        revision: &Revision,
    ) -> Result<(), StoreError> {
        match revision.expected.filter(|expected| *expected != before.version()) {
            Some(expected) => self.check_conflicts(permit, before, &revision.input, expected).await,
            None => Ok(()),
        }
    }

    /// Changes a record from exactly the state that was read with [`Store::editable`].
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it changed since; else as [`Store::update`].
    pub async fn update_from(
        &self,
        permit: &Permit<Edit>,
        before: Record,
        revision: &Revision,
        stamp: Stamp,
        remember: Option<Remember>,
    ) -> Result<Record, StoreError> {
        let targets = Targets::of(permit).map_err(|_| StoreError::Forbidden)?;
        let Some(after) = self.revised_or_told(permit, &before, &revision.input, &stamp).await? else {
            return Ok(before);
        };
        let prepared = Prepared {
            snapshot: permit.snapshot().clone(),
            compiled: permit.entity().clone(),
            targets,
            before,
            after,
            why: revision.why.clone(),
            action: "update",
        };
        let compiled = permit.entity().clone();
        let written = self
            .writer
            .write(move |t| {
                Box::pin(async move {
                    let record = row::write_one(t, prepared, &stamp).await?;
                    if let Some(note) = remember {
                        note.store(&mut t.connection, std::slice::from_ref(&record), stamp.at).await?;
                    }
                    Ok(record)
                })
            })
            .await;
        written.map_err(|error| duplicates::name_violation(&compiled, error))
    }

    /// The record as the caller's right to edit lets it through: in the version that the row rule was asked about. The
    /// write succeeds from exactly that version, so that nobody writes what was given away between the two looks.
    pub async fn editable(&self, permit: &Permit<Edit>, id: Uuid) -> Result<Record, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let compiled = permit.entity();
        for _ in 0..ATTEMPTS {
            let Some((n, version)) = version_of(&mut connection, compiled, id, permit.rows(), false).await?
            else {
                let view = permit.to_view();
                let seen =
                    view.target_rows(compiled.entity.key.as_str()).map_err(|_| StoreError::Forbidden)?;
                let rows = seen.unwrap_or(Condition::False);
                return match number_of(&mut connection, compiled, id, &rows, false).await? {
                    Some(_) => Err(StoreError::Forbidden),
                    None => Err(StoreError::NotFound),
                };
            };
            let found = load::whole(internal(Purpose::Write), &mut connection, compiled, &[n]).await?.pop();
            if let Some(record) = found.filter(|record| record.version() == version) {
                return Ok(record);
            }
        }
        Err(StoreError::Busy)
    }

    /// As `revised`; what is refused is told together with whom and what it names that there is not.
    pub(super) async fn revised_or_told(
        &self,
        permit: &Permit<Edit>,
        before: &Record,
        input: &Input,
        stamp: &Stamp,
    ) -> Result<Option<Record>, StoreError> {
        let mut input = input.clone();
        let naming = files::Naming { before: &[before], holders: &[before.id()], stamp };
        let mut refused = self.know_files(permit.entity(), &mut [&mut input], &naming).await?;
        let write = held::Write { input: &mut input, before: Some(before) };
        refused.extend(self.hold(permit, vec![write]).await?.into_iter().flatten());
        let revised = match self.revised(permit, before, &input, stamp) {
            Err(StoreError::Issues(issues)) => Err(StoreError::Issues([refused, issues].concat())),
            Ok(_) if !refused.is_empty() => Err(StoreError::Issues(refused)),
            other => other,
        };
        match revised {
            Err(error) => {
                let mut after = before.clone();
                after.values.extend(input.values.clone());
                Err(self.with_unknown(permit, error, &[after], Some(before)).await)
            }
            revised => revised,
        }
    }

    /// The record with an input merged in and derived values computed; `None` when nothing differs.
    pub(super) fn revised(
        &self,
        permit: &Permit<Edit>,
        before: &Record,
        input: &Input,
        stamp: &Stamp,
    ) -> Result<Option<Record>, StoreError> {
        let compiled = permit.entity();
        let mut after = before.clone();
        for (key, value) in &input.values {
            let value = match (before.get(key.as_str()), value) {
                (Value::Rows(old), Value::Rows(new)) => Value::Rows(merge_rows(old, new)),
                (_, value) => value.clone(),
            };
            after.values.insert(key.clone(), value);
        }
        compute::formulas(compiled, &mut after, &self.formula_context());
        if !differs(before, &after) {
            return Ok(None);
        }
        let issues = compute::validate(compiled, &after);
        if !issues.is_empty() {
            return Err(StoreError::Issues(issues));
        }
        after.set_system("version", Value::Integer(before.version() + 1));
        after.set_system("updated_at", Value::Moment(stamp.at));
        after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
        Ok(Some(after))
    }

    /// An older version may be written over where both changed different fields.
    pub(super) async fn check_conflicts(
        &self,
        permit: &Permit<Edit>,
        current: &Record,
        input: &Input,
        expected: i64,
    ) -> Result<(), StoreError> {
        let compiled = permit.entity();
        if expected > current.version() || expected < 1 {
            return Err(StoreError::Stale);
        }
        let since = self.changes_since(current, expected).await?;
        let mut conflicts = Vec::new();
        for (key, yours) in &input.values {
            let Some(field) = compiled.entity.field(key.as_str()) else { continue };
            let touched = since.iter().filter(|c| c.fields.get(key.as_str()).is_some());
            let (Some(first), Some(last)) = (touched.clone().next(), touched.clone().next_back()) else {
                continue;
            };
            let theirs = current.get(key.as_str());
            if theirs == yours || theirs.is_blank() && yours.is_blank() {
                continue;
            }
            conflicts.push(FieldConflict {
                field: key.as_str().to_owned(),
                base: first.fields[key.as_str()][0].clone(),
                theirs: value_to_json(field, theirs),
                yours: value_to_json(field, yours),
                by: last.actor,
                at: last.at,
            });
        }
        if conflicts.is_empty() { Ok(()) } else { Err(StoreError::Conflict(conflicts)) }
    }
}

/// The number of a record by id under a row rule.
pub(super) async fn number_of(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    id: Uuid,
    rows: &Condition,
    deleted: bool,
) -> Result<Option<i64>, StoreError> {
    Ok(version_of(connection, compiled, id, rows, deleted).await?.map(|(n, _)| n))
}

/// The number of a record by id under a row rule, and the version that the rule let through.
async fn version_of(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    id: Uuid,
    rows: &Condition,
    deleted: bool,
) -> Result<Option<(i64, i64)>, StoreError> {
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(connection.dialect(), &scopes);
    let field = compiled.entity.field("id").expect("every record has an id");
    let by_id = Condition::Test(Test {
        column: Column::own(&compiled.entity, field),
        comparison: Comparison::Eq(Value::Id(id)),
    });
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\", t0.\"version\" FROM ");
    sql.name(&names::table(&compiled.entity.key)).push(" t0 WHERE t0.\"deleted_at\" ");
    sql.push(if deleted { "IS NOT NULL AND " } else { "IS NULL AND " });
    lowering.condition(&mut sql, Lowering::ROOT, &by_id.and(rows.clone()));
    let found = connection.fetch_as(sql, &[ColumnType::Integer, ColumnType::Integer]).await?;
    Ok(match found.first().map(Vec::as_slice) {
        Some([Value::Integer(n), Value::Integer(version)]) => Some((*n, *version)),
        _ => None,
    })
}

/// Rows keep their identity: one with a known id keeps what the input does not say; the others go or come.
pub(super) fn merge_rows(old: &[Row], new: &[Row]) -> Vec<Row> {
    new.iter()
        .map(|row| {
            let before = row.id.and_then(|id| old.iter().find(|o| o.id == Some(id)));
            let mut merged =
                Row { id: before.and(row.id), values: before.map(|b| b.values.clone()).unwrap_or_default() };
            for (key, value) in &row.values {
                merged.values.retain(|(k, _)| k != key);
                merged.values.push((key.clone(), value.clone()));
            }
            merged
        })
        .collect()
}

fn differs(before: &Record, after: &Record) -> bool {
    after.values.iter().any(|(key, value)| !same(before.get(key.as_str()), value))
}

/// Whether two values are the same to a person: blanks are alike, rows compare by content.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (a, b) if a.is_blank() && b.is_blank() => true,
        (Value::Rows(a), Value::Rows(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| {
                    let filled = |r: &Row| r.values.iter().filter(|(_, v)| !v.is_blank()).count();
                    a.id == b.id
                        && filled(a) == filled(b)
                        && a.values
                            .iter()
                            .filter(|(_, v)| !v.is_blank())
                            .all(|(k, v)| b.values.contains(&(k.clone(), v.clone())))
                })
        }
        (a, b) => a == b,
    }
}

/// Locks a record until the transaction ends; SQLite's writer is alone anyway.
pub(super) async fn lock(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    n: i64,
) -> Result<(), StoreError> {
    if connection.dialect() == Dialect::Postgres {
        let mut sql = Statement::start(Dialect::Postgres, "SELECT \"n\" FROM ");
        sql.name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" = ").bind(Bind::Integer(Some(n)));
        sql.push(" FOR UPDATE");
        connection.execute(sql).await?;
    }
    Ok(())
}
