//! Derived values of a record: defaults, formulas, and what the compiled schema still has to say.

use engine_core::{
    entity::{Aggregate, Entity, Field},
    formula::{self, Context, FieldPath, stored},
    issue::Issue,
    key::SYSTEM_FIELDS,
    value::{Row, Value},
};
use serde_json::{Map, Value as Json};

use crate::{
    catalog::{Compiled, CompiledFormula},
    records::record::{Record, value_to_json},
};

/// Fills the fields of a new record that were left out and have a default.
pub(super) fn defaults(compiled: &Compiled, record: &mut Record) {
    for field in compiled.entity.fields.values() {
        if let Some(default) = &field.default
            && !record.values.contains_key(&field.key)
            && let Ok(value) = field.kind.rules().read(field, default)
        {
            record.values.insert(field.key.clone(), value);
        }
    }
}

/// Computes every stored formula, in order: those of rows first, since others may sum them up.
pub(super) fn formulas(compiled: &Compiled, record: &mut Record, context: &Context) {
    rows(compiled, record, context);
    for formula in compiled.formulas.iter().filter(|f| !f.field.volatile) {
        let value = evaluate(compiled, formula, record, context);
        record.values.insert(formula.field.key.clone(), value);
    }
}

/// Computes the formulas of new records that had to wait for their numbers.
pub(super) fn late(compiled: &Compiled, records: &mut [Record], context: &Context) {
    for formula in compiled.formulas.iter().filter(|f| compiled.is_late(&f.field)) {
        for record in records.iter_mut() {
            let value = evaluate(compiled, formula, record, context);
            record.values.insert(formula.field.key.clone(), value);
        }
    }
}

/// A new record has no children yet: what counts them is nought.
pub(super) fn counts(compiled: &Compiled, record: &mut Record) {
    for field in compiled.entity.fields.values() {
        if field.measure.as_ref().is_some_and(|m| m.op == Aggregate::Count) {
            record.values.insert(field.key.clone(), Value::Integer(0));
        }
    }
}

/// Computes formulas that depend on the clock, on records just read.
pub(super) fn volatile(compiled: &Compiled, records: &mut [Record], context: &Context) {
    for formula in compiled.formulas.iter().filter(|f| f.field.volatile) {
        for record in records.iter_mut().filter(|r| r.values.contains_key(&formula.field.key)) {
            let value = evaluate(compiled, formula, record, context);
            record.values.insert(formula.field.key.clone(), value);
        }
    }
}

/// Formulas inside the rows of sub-tables.
fn rows(compiled: &Compiled, record: &mut Record, context: &Context) {
    for (field, entity) in &compiled.rows {
        let formulas: Vec<_> = entity
            .fields
            .values()
            .filter_map(|f| Some((f, formula::parse(f.formula.as_deref()?).ok()?)))
            .collect();
        let Some(Value::Rows(rows)) = record.values.get_mut(&field.key) else { continue };
        for row in rows {
            for (field, formula) in &formulas {
                let value = formula.evaluate(&|path: &FieldPath| row_value(entity, row, path), context);
                let value = stored(field, value);
                row.values.retain(|(key, _)| *key != field.key);
                row.values.push((field.key.clone(), value));
            }
        }
    }
}

/// What a formula in a row of a sub-table sees.
pub fn row_value(rows: &Entity, row: &Row, path: &FieldPath) -> formula::Value {
    let mut keys = path.keys();
    let first = keys.next().unwrap_or_default();
    let value = row.values.iter().find(|(key, _)| key.as_str() == first).map(|(_, value)| value);
    value.map_or(formula::Value::Blank, |value| {
        formula::Value::of_field(rows.field(first).map(AsRef::as_ref), keys.next(), value)
    })
}

fn evaluate(compiled: &Compiled, formula: &CompiledFormula, record: &Record, context: &Context) -> Value {
    let read = |path: &FieldPath| record_value(compiled, record, path);
    let value = formula.formula.evaluate(&read, context);
    stored(&formula.field, value)
}

/// What a formula over a record sees.
pub fn record_value(compiled: &Compiled, record: &Record, path: &FieldPath) -> formula::Value {
    let mut keys = path.keys();
    let first = keys.next().unwrap_or_default();
    match (keys.next(), record.get(first)) {
        (Some(key), Value::Rows(rows)) => {
            let entity = compiled.rows.iter().find(|(field, _)| field.key.as_str() == first);
            let Ok(cell) = FieldPath::parse(key) else { return formula::Value::Blank };
            let values = rows.iter().filter_map(|row| Some(row_value(&entity?.1, row, &cell)));
            formula::Value::List(values.collect())
        }
        (part, value) => {
            formula::Value::of_field(compiled.entity.field(first).map(AsRef::as_ref), part, value)
        }
    }
}

/// What the compiled schema says about a whole record; computed and system fields are not part of it.
pub(super) fn validate(compiled: &Compiled, record: &Record) -> Vec<Issue> {
    let mut map = Map::new();
    for (key, value) in &record.values {
        if value.is_blank() || SYSTEM_FIELDS.contains(&key.as_str()) {
            continue;
        }
        if let Some(field) = compiled.entity.own_field(key.as_str()).filter(|f| !f.kind.rules().computed()) {
            let json = match value {
                Value::Rows(rows) => rows_json(compiled, field, rows),
                value => value_to_json(field, value),
            };
            map.insert(key.as_str().to_owned(), json);
        }
    }
    let document = Json::Object(map);
    if compiled.validator.is_valid(&document) {
        return Vec::new();
    }
    compiled.validator.iter_errors(&document).flat_map(|e| crate::catalog::explain(&e)).collect()
}

/// What the compiled schema says about values on their way in: of a new record with its defaults, or, for an update,
/// about these fields alone.
pub(super) fn check(compiled: &Compiled, mut record: Record, update: bool) -> Vec<Issue> {
    if update {
        let has = |issue: &Issue| {
            let at = issue.pointer.split('/').nth(1).unwrap_or_default();
            record.values.keys().any(|key| key.as_str() == at)
        };
        return validate(compiled, &record).into_iter().filter(|issue| has(issue)).collect();
    }
    defaults(compiled, &mut record);
    validate(compiled, &record)
}

/// Rows as one may write them: without what is computed.
fn rows_json(compiled: &Compiled, field: &Field, rows: &[Row]) -> Json {
    let Some((_, entity)) = compiled.rows.iter().find(|(f, _)| f.key == field.key) else { return Json::Null };
    let row = |row: &Row| {
        let mut map = Map::new();
        if let Some(id) = row.id {
            map.insert("id".into(), Json::String(id.to_string()));
        }
        for (key, value) in row.values.iter().filter(|(_, v)| !v.is_blank()) {
            if let Some(field) = entity.own_field(key.as_str()).filter(|f| !f.kind.rules().computed()) {
                map.insert(key.as_str().to_owned(), value_to_json(field, value));
            }
        }
        Json::Object(map)
    };
    Json::Array(rows.iter().map(row).collect())
}
