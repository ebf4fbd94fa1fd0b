//! Where the values of an entity lie, and what they are called in an archive.

use std::sync::Arc;

use engine_core::{
    entity::{Entity, Field},
    key::EntityKey,
    kinds::{ColumnType, Kind, Storage},
    plan::shape,
    value::Value,
};
use serde_json::{Map, Value as Json};

use super::{
    StoreError, cell,
    line::{Line, Members},
};
use crate::records::{
    names::{self, Name},
    sql::{Alias, Statement, codec, codec::PhysicalColumn, select::Decode},
};

/// A column of decimals holds eighteen digits.
const BEYOND: u128 = 1_000_000_000_000_000_000;

/// A field in its entity's own table.
pub(super) struct Stored {
    pub(super) field: Arc<Field>,
    pub(super) columns: Vec<PhysicalColumn>,
    /// What its columns are called, where there are several.
    parts: Vec<&'static str>,
    /// Whose record its number means.
    pub(super) target: Option<EntityKey>,
}

/// A field with a table of its own.
pub(super) struct Listed {
    pub(super) field: Arc<Field>,
    pub(super) table: Name,
    pub(super) column_type: ColumnType,
    pub(super) target: Option<EntityKey>,
}

/// A field whose rows lie in a table of another entity.
pub(super) struct Rows {
    pub(super) field: Arc<Field>,
    pub(super) table: Name,
    pub(super) place: String,
    pub(super) stored: Vec<Stored>,
}

/// The fields in an entity's own table.
pub(super) fn stored(entity: &Entity) -> Vec<Stored> {
    let fields = entity.fields.values().filter_map(|field| {
        let columns = codec::columns(field);
        if columns.is_empty() {
            return None;
        }
        let shape = shape(field);
        let target = shape.target.clone().filter(|_| shape.kind == Kind::Reference);
        let parts = match shape.kind.rules().storage() {
            Storage::Columns(parts) if parts.len() > 1 => {
                parts.iter().map(|(suffix, _)| part(suffix)).collect()
            }
            _ => Vec::new(),
        };
        Some(Stored { field: field.clone(), columns, parts, target })
    });
    fields.collect()
}

fn part(suffix: &'static str) -> &'static str {
    match suffix.strip_prefix("__") {
        Some(name) => name,
        None => "amount",
    }
}

/// The fields with tables of their own.
pub(super) fn listed(entity: &Entity) -> Vec<Listed> {
    let fields = entity.fields.values().filter_map(|field| match field.kind.rules().storage() {
        Storage::Links(column_type) => Some(Listed {
            field: field.clone(),
            table: names::link_table(entity, field),
            column_type,
            target: field.target.clone().filter(|_| field.kind == Kind::References),
        }),
        _ => None,
    });
    fields.collect()
}

/// The sub-tables.
pub(super) fn rows(compiled: &crate::catalog::Compiled) -> Vec<Rows> {
    let rows = compiled.rows.iter().map(|(field, rows)| Rows {
        field: field.clone(),
        table: names::table(&rows.key),
        place: rows.key.to_string(),
        stored: stored(rows),
    });
    rows.collect()
}

/// Appends the number of a record as its id.
pub(super) fn id_of(sql: &mut Statement, target: &EntityKey, number: impl FnOnce(&mut Statement)) {
    sql.push("(SELECT \"id\" FROM ").name(&names::table(target)).push(" WHERE \"n\" = ");
    number(sql);
    sql.push(")");
}

impl Stored {
    /// Appends its columns to a SELECT from `alias`, and how they decode.
    pub(super) fn select(&self, sql: &mut Statement, alias: Alias, decode: &mut Vec<Decode>) {
        for column in &self.columns {
            sql.push(", ");
            match &self.target {
                Some(target) => {
                    id_of(sql, target, |sql| {
                        sql.column(alias, &column.name);
                    });
                    decode.push(Decode { column_type: ColumnType::Id, scale: 0 });
                }
                None => {
                    sql.column(alias, &column.name);
                    decode.push(Decode { column_type: column.column_type, scale: column.scale });
                }
            }
        }
    }

    /// The type of its only column as an archive has it.
    fn column_type(&self, column: &PhysicalColumn) -> ColumnType {
        if self.target.is_some() { ColumnType::Id } else { column.column_type }
    }

    /// Its columns as JSON.
    fn write(&self, values: &[Value]) -> Json {
        let mut cells =
            self.columns.iter().zip(values).map(|(c, value)| cell::to_json(self.column_type(c), value));
        if self.parts.is_empty() {
            return cells.next().unwrap_or(Json::Null);
        }
        let parts = self.parts.iter().zip(cells).filter(|(_, json)| !json.is_null());
        let parts: Map<String, Json> = parts.map(|(part, json)| ((*part).to_owned(), json)).collect();
        if parts.is_empty() { Json::Null } else { Json::Object(parts) }
    }

    /// The values of its columns.
    fn read(&self, json: &Json) -> Option<Vec<Value>> {
        if self.parts.is_empty() {
            let column = self.columns.first()?;
            return Some(vec![fitting(column, cell::from_json(self.column_type(column), json)?)?]);
        }
        let known =
            json.as_object().is_none_or(|map| map.keys().all(|key| self.parts.contains(&key.as_str())));
        let cells = self.columns.iter().zip(&self.parts);
        let values = cells.map(|(c, part)| {
            fitting(c, cell::from_json(c.column_type, json.get(part).unwrap_or(&Json::Null))?)
        });
        values.collect::<Option<Vec<Value>>>().filter(|_| known && (json.is_object() || json.is_null()))
    }
}

/// A number only where a column holds all of its places.
fn fitting(column: &PhysicalColumn, value: Value) -> Option<Value> {
    let Value::Decimal(decimal) = &value else { return Some(value) };
    let mut stored = *decimal;
    stored.rescale(column.scale);
    let fits = stored == *decimal && stored.scale() == column.scale;
    (fits && stored.mantissa().unsigned_abs() < BEYOND).then_some(value)
}

/// Takes the values of a row's fields as members named for them, in order of their names.
pub(super) fn write(stored: &[Stored], cells: &mut impl Iterator<Item = Value>) -> Vec<(String, Json)> {
    let mut members = Vec::with_capacity(stored.len());
    for field in stored {
        let values: Vec<Value> = cells.by_ref().take(field.columns.len()).collect();
        let json = field.write(&values);
        if !json.is_null() {
            members.push((field.field.key.to_string(), json));
        }
    }
    members
}

/// An object of members, in order of their names.
pub(super) fn object(mut members: Vec<(String, Json)>) -> String {
    members.sort_by(|a, b| a.0.cmp(&b.0));
    let mut line = Line::new();
    for (key, json) in &members {
        line.put(key, json);
    }
    line.end()
}

/// The values of each field's columns, in the order of the fields.
pub(super) fn read(stored: &[Stored], members: &mut Members<'_>) -> Result<Vec<Vec<Value>>, StoreError> {
    let values = stored.iter().map(|field| {
        let json = members.json(field.field.key.as_str())?;
        field.read(&json).ok_or_else(|| members.unfit())
    });
    values.collect()
}
