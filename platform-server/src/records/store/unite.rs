//! What a record becomes that others are merged into: pure, before anything is written.
//!
//! Shape:  blank fields of the kept record take the first value of the others, in order; several values are united, rows of
//!         sub-tables appended. What the caller may not write stays as the kept record has it.
//!         What refers to a merged record refers to the kept one; the kept one never to itself.

use std::collections::HashSet;

use engine_core::{
    entity::Field,
    kinds::{Kind, Storage},
    value::{Row, Value},
};
use uuid::Uuid;

use crate::{catalog::Compiled, records::record::Record};

/// The records of a merge, as references see them.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    pub(super) kept: Uuid,
    pub(super) gone: HashSet<Uuid>,
}

/// The kept record with what the others have.
pub(super) fn unite(
    compiled: &Compiled,
    merged: &Merged,
    kept: &Record,
    others: &[Record],
    writable: impl Fn(&Field) -> bool,
) -> Record {
    let mut after = kept.clone();
    for field in compiled.entity.fields.values().filter(|field| !field.kind.rules().computed()) {
        let own = own_value(compiled, field, merged, kept.get(field.key.as_str()));
        let theirs =
            others.iter().map(|other| own_value(compiled, field, merged, other.get(field.key.as_str())));
        let value = if writable(field) { theirs.fold(own, |all, other| add(field, all, other)) } else { own };
        after.values.insert(field.key.clone(), value);
    }
    after
}

/// A value as the kept record may have it: nothing of it refers to a record that goes, or to itself.
fn own_value(compiled: &Compiled, field: &Field, merged: &Merged, value: &Value) -> Value {
    let itself =
        |value: &Value| matches!(value, Value::Id(id) if *id == merged.kept || merged.gone.contains(id));
    let refers = refers_to(field, compiled);
    match value {
        value if refers && itself(value) => Value::Blank,
        Value::List(items) if refers => Value::List(items.iter().filter(|i| !itself(i)).cloned().collect()),
        Value::Rows(_) => redirected_rows(compiled, field, compiled, merged, value),
        value => value.clone(),
    }
}

fn add(field: &Field, all: Value, other: Value) -> Value {
    match (all, other) {
        (all, other) if other.is_blank() => all,
        (Value::Rows(mut all), Value::Rows(more)) => {
            all.extend(more.into_iter().map(|row| Row { id: None, ..row }));
            Value::Rows(all)
        }
        (Value::Blank, Value::Rows(rows)) => {
            Value::Rows(rows.into_iter().map(|row| Row { id: None, ..row }).collect())
        }
        (Value::List(mut all), Value::List(more))
            if matches!(field.kind.rules().storage(), Storage::Links(_)) =>
        {
            for item in more {
                if !all.contains(&item) {
                    all.push(item);
                }
            }
            Value::List(all)
        }
        (Value::Files(mut all), Value::Files(more)) => {
            all.extend(
                more.into_iter().filter(|file| all.iter().all(|a| a.id != file.id)).collect::<Vec<_>>(),
            );
            Value::Files(all)
        }
        (all, other) if all.is_blank() => other,
        (all, _) => all,
    }
}

fn refers_to(field: &Field, target: &Compiled) -> bool {
    matches!(field.kind, Kind::Reference | Kind::References)
        && field.target.as_ref() == Some(&target.entity.key)
}

/// A record of any entity that refers to the kept record where it referred to one that goes.
pub(super) fn redirected(holder: &Compiled, target: &Compiled, merged: &Merged, record: &Record) -> Record {
    let mut after = record.clone();
    for field in holder.entity.fields.values() {
        let value = record.get(field.key.as_str());
        let value = match value {
            Value::Rows(_) => redirected_rows(holder, field, target, merged, value),
            value if refers_to(field, target) => redirected_value(merged, value),
            _ => continue,
        };
        after.values.insert(field.key.clone(), value);
    }
    after
}

fn redirected_rows(
    holder: &Compiled,
    field: &Field,
    target: &Compiled,
    merged: &Merged,
    value: &Value,
) -> Value {
    let rows_entity = holder.rows.iter().find(|(table, _)| table.key == field.key).map(|(_, rows)| rows);
    let (Value::Rows(rows), Some(entity)) = (value, rows_entity) else { return value.clone() };
    let refers = |key: &str| entity.own_field(key).is_some_and(|field| refers_to(field, target));
    let row = |row: &Row| {
        let cell = |(key, value): &(_, Value)| match value {
            value if refers(engine_core::key::FieldKey::as_str(key)) => {
                (key.clone(), redirected_value(merged, value))
            }
            value => (key.clone(), value.clone()),
        };
        Row { id: row.id, values: row.values.iter().map(cell).collect() }
    };
    Value::Rows(rows.iter().map(row).collect())
}

fn redirected_value(merged: &Merged, value: &Value) -> Value {
    match value {
        Value::Id(id) if merged.gone.contains(id) => Value::Id(merged.kept),
        Value::List(items) => {
            let mut all: Vec<Value> = Vec::with_capacity(items.len());
            for item in items.iter().map(|item| redirected_value(merged, item)) {
                if !all.contains(&item) {
                    all.push(item);
                }
            }
            Value::List(all)
        }
        value => value.clone(),
    }
}

/// Every value that the records of a merge have between them, to tell what of an input is new.
pub(super) fn known(compiled: &Compiled, records: &[&Record]) -> Record {
    let mut known = Record::default();
    for field in compiled.entity.fields.values() {
        let values = records.iter().map(|record| record.get(field.key.as_str()));
        let value = if matches!(field.kind.rules().storage(), Storage::Children) {
            Value::Rows(
                values
                    .flat_map(|value| if let Value::Rows(rows) = value { rows.clone() } else { Vec::new() })
                    .collect(),
            )
        } else {
            Value::List(values.cloned().collect())
        };
        known.values.insert(field.key.clone(), value);
    }
    known
}
