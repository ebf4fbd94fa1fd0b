//! Rows that belong to the record.
//!
//! Shape:  `[{"id",…}]`; a row without an id is new. [`read_rows`] reads them with the row's entity, pointers and all;
//!         the trait's `read` sees no entity and takes only rows that say nothing but which they are.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::{Kind, Rules, Storage, check, identifier, list};
use crate::{
    entity::{Entity, Field},
    filter::Operator,
    issue::{Issue, Refusal, token},
    value::{Row, Value},
};

/// Rules of `sub_table`.
pub(super) struct SubTable;

/// Most rows of one record.
pub const MOST_ROWS: usize = 10_000;

impl Rules for SubTable {
    fn storage(&self) -> Storage {
        Storage::Children
    }

    fn operators(&self) -> &'static [Operator] {
        &[Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::list(field, &["target"], pointer, issues);
        check::target(field, pointer, issues);
    }

    /// The caller that knows the row's entity puts its schema into `items`.
    fn schema(&self, field: &Field) -> Map<String, Json> {
        let mut schema = list::schema(
            field,
            &super::schema(json!({ "type": "object", "properties": { "id": identifier::schema() } })),
        );
        let most =
            field.schema.get("maxItems").and_then(Json::as_u64).unwrap_or(u64::MAX).min(MOST_ROWS as u64);
        schema.insert("maxItems".into(), most.into());
        schema.shift_remove("uniqueItems");
        schema
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let mut rows = Vec::new();
        for written in shape(json)? {
            let row = row_object(written)?;
            if row.keys().any(|key| key != "id") {
                return Err(Refusal::new(
                    "rows_need_entity",
                    "明细行需要按其数据表读取",
                    "rows with values are read with the entity of the rows",
                ));
            }
            rows.push(Row { id: row_id(row)?, values: Vec::new() });
        }
        Ok(value(rows))
    }
}

fn value(rows: Vec<Row>) -> Value {
    if rows.is_empty() { Value::Blank } else { Value::Rows(rows) }
}

fn shape(json: &Json) -> Result<&[Json], Refusal> {
    match json {
        Json::Null => Ok(&[]),
        Json::Array(rows) => {
            list::within(rows.len(), MOST_ROWS)?;
            Ok(rows)
        }
        _ => Err(super::wrong_type(Kind::SubTable)),
    }
}

fn row_object(json: &Json) -> Result<&Map<String, Json>, Refusal> {
    json.as_object().ok_or_else(|| Refusal::new("wrong_type", "每一行应为对象", "a row is an object"))
}

fn row_id(row: &Map<String, Json>) -> Result<Option<uuid::Uuid>, Refusal> {
    match row.get("id") {
        None | Some(Json::Null) => Ok(None),
        Some(id) => identifier::id(super::string(id, Kind::Reference)?).map(Some),
    }
}

/// Reads rows with their entity: values in the order of its fields. Absent ones are
/// left out; a `null` is kept as blank, so that merging clears the value.
///
/// # Errors
/// Every issue of every row, with pointers such as `/3/quantity` below the field.
pub fn read_rows(rows_entity: &Entity, json: &Json) -> Result<Value, Vec<Issue>> {
    let written = shape(json).map_err(|refusal| vec![refusal.at("")])?;
    let mut issues = Vec::new();
    let mut rows: Vec<Row> = Vec::with_capacity(written.len());
    let mut ids = HashSet::new();
    for (position, row) in written.iter().enumerate() {
        let at = format!("/{position}");
        match row_object(row) {
            Ok(object) => {
                let row = read_row(rows_entity, object, &at, &mut issues);
                if row.id.is_some_and(|id| !ids.insert(id)) {
                    issues.push(Issue::new(
                        "repeated_row",
                        format!("{at}/id"),
                        "同一行出现了两次",
                        "the same row stands twice",
                    ));
                }
                rows.push(row);
            }
            Err(refusal) => issues.push(refusal.at(at)),
        }
    }
    if issues.is_empty() { Ok(value(rows)) } else { Err(issues) }
}

fn read_row(entity: &Entity, object: &Map<String, Json>, at: &str, issues: &mut Vec<Issue>) -> Row {
    let id = row_id(object).unwrap_or_else(|refusal| {
        issues.push(refusal.at(format!("{at}/id")));
        None
    });
    for key in object.keys().filter(|key| *key != "id" && !entity.fields.contains_key(key.as_str())) {
        issues.push(Issue::new(
            "unknown_field",
            format!("{at}{}", token(key)),
            format!("没有编码为“{key}”的字段"),
            format!("there is no field `{key}`"),
        ));
    }
    let mut values = Vec::new();
    for (key, field) in &entity.fields {
        let Some(json) = object.get(key.as_str()) else { continue };
        let place = || format!("{at}{}", token(key.as_str()));
        match super::keywords::read(field, json) {
            Ok(value) => values.push((key.clone(), value)),
            Err(refusals) => issues.extend(refusals.into_iter().map(|refusal| refusal.at(place()))),
        }
    }
    Row { id, values }
}
