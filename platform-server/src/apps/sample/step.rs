//! One step: all records of an entity, in batches.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::{
    Batch, SampleFault, Values,
    chance::Chance,
    days::Clock,
    kept::Kept,
    make::make,
    scope::Scope,
    spec::{FieldSpec, Generator, Step},
};

/// Draws of a unique field before giving up.
const ATTEMPTS: u32 = 1_000;

/// Runs a step and keeps what it made.
pub(super) fn run(
    step: &Step,
    generator: &Generator,
    clock: &Clock,
    kept: &mut Kept,
) -> Result<Vec<Batch>, SampleFault> {
    let (entity, count) = match (&step.create, &step.update, step.count) {
        (Some(entity), None, Some(count)) => (entity, count),
        (None, Some(entity), None) => (entity, kept.records(entity).len()),
        _ => return Err(SampleFault::Shape("a step has `create` and `count`, or `update`".into())),
    };
    let mut chance = Chance::new(
        generator.seed,
        &format!("{}:{entity}", if step.create.is_some() { "create" } else { "update" }),
    );
    let mut seen = given(step);
    let mut made = Vec::with_capacity(count);
    for index in 0..count {
        let empty = Values::new();
        let known = if step.update.is_some() { Some(&kept.records(entity)[index]) } else { None };
        let scope = Scope {
            lists: &generator.lists,
            kept,
            clock,
            outer: known,
            row: &empty,
            index,
            entity,
            field: "",
        };
        let fixed = step.fixed.iter().find(|fixed| fixed.index == index).map(|fixed| &fixed.values);
        made.push(record(&step.fields, fixed, &scope, &mut seen, &mut chance)?);
    }
    if let Some(field) = &step.sort_by {
        sort(&mut made, field);
    }
    let batches = batches(step, entity, &made);
    if step.create.is_some() {
        kept.add(entity, made);
    }
    Ok(batches)
}

/// The fixed values of each field: drawn ones must differ from them.
fn given(step: &Step) -> Vec<HashSet<String>> {
    let of = |field: &FieldSpec| {
        step.fixed.iter().filter_map(|f| Some(f.values.get(&field.field)?.to_string())).collect()
    };
    step.fields.iter().map(of).collect()
}

fn batches(step: &Step, entity: &str, made: &[Values]) -> Vec<Batch> {
    let size = step.batch.max(1);
    let visible = |record: &Values| -> Values {
        let shown = step.fields.iter().filter(|field| !field.hidden);
        let pairs = shown.filter_map(|field| Some((field.field.clone(), record.get(&field.field)?.clone())));
        pairs.filter(|(name, value)| !value.is_null() || name == "owner_id").collect()
    };
    let chunks = made.chunks(size).enumerate();
    chunks
        .map(|(number, chunk)| {
            let first = number * size;
            if step.create.is_some() {
                let records = chunk.iter().map(visible).collect();
                Batch::Create { entity: entity.to_owned(), first, records }
            } else {
                let numbered =
                    chunk.iter().enumerate().map(|(offset, record)| (first + offset, visible(record)));
                let records = numbered.filter(|(_, values)| !values.is_empty()).collect();
                Batch::Update { entity: entity.to_owned(), records }
            }
        })
        .collect()
}

/// The fields of one record, hidden and blank ones included.
fn record(
    fields: &[FieldSpec],
    fixed: Option<&Values>,
    around: &Scope<'_>,
    seen: &mut [HashSet<String>],
    chance: &mut Chance,
) -> Result<Values, SampleFault> {
    let mut row = Values::new();
    for (spec, seen) in fields.iter().zip(seen) {
        let given = fixed.and_then(|values| values.get(&spec.field));
        let value = match given {
            Some(value) => value.clone(),
            None if spec.chance.is_some_and(|per_cent| !chance.happens(per_cent)) => Json::Null,
            None => value(spec, &Scope { row: &row, field: &spec.field, ..*around }, seen, chance)?,
        };
        row.insert(spec.field.clone(), value);
    }
    Ok(row)
}

fn value(
    spec: &FieldSpec,
    scope: &Scope<'_>,
    seen: &mut HashSet<String>,
    chance: &mut Chance,
) -> Result<Json, SampleFault> {
    if !spec.unique {
        return make(&spec.make, scope, chance);
    }
    for _ in 0..ATTEMPTS {
        let value = make(&spec.make, scope, chance)?;
        if value.is_null() || seen.insert(value.to_string()) {
            return Ok(value);
        }
    }
    Err(SampleFault::Exhausted {
        entity: scope.entity.to_owned(),
        field: scope.field.to_owned(),
        attempts: ATTEMPTS,
    })
}

/// Rows of a sub-table; null for none.
pub(super) fn rows(
    count: i64,
    sort_by: Option<&str>,
    fields: &[FieldSpec],
    around: &Scope<'_>,
    chance: &mut Chance,
) -> Result<Json, SampleFault> {
    let mut seen = vec![HashSet::new(); fields.len()];
    let mut made = Vec::new();
    for _ in 0..count {
        let scope = Scope { outer: Some(around.row), ..*around };
        made.push(record(fields, None, &scope, &mut seen, chance)?);
    }
    if let Some(field) = sort_by {
        sort(&mut made, field);
    }
    let hidden: HashSet<&str> = fields.iter().filter(|f| f.hidden).map(|f| f.field.as_str()).collect();
    for row in &mut made {
        row.retain(|name, value| !value.is_null() && !hidden.contains(name.as_str()));
    }
    Ok(if made.is_empty() { Json::Null } else { Json::Array(made.into_iter().map(Json::Object).collect()) })
}

fn sort(rows: &mut [Values], field: &str) {
    rows.sort_by(|a, b| {
        let text = |row: &Values| row.get(field).and_then(Json::as_str).unwrap_or_default().to_owned();
        text(a).cmp(&text(b))
    });
}
