//! A line of a record, taken apart by the layout of its entity.

use engine_core::{kinds::ColumnType, value::Value};
use serde_json::{Value as Json, value::RawValue};
use uuid::Uuid;

use super::{
    StoreError, cell,
    layout::{self, Listed, Rows, Stored},
    line::Members,
    read::SYSTEM,
};

/// The values of a record.
pub(super) struct Taken {
    /// In the order of [`SYSTEM`].
    pub(super) system: Vec<Value>,
    pub(super) n: i64,
    /// Of each field in the entity's own table, column by column.
    pub(super) stored: Vec<Vec<Value>>,
    /// Of each field with a table of its own.
    pub(super) listed: Vec<Vec<Value>>,
    /// Of each sub-table.
    pub(super) rows: Vec<Vec<Row>>,
}

/// A row of a sub-table: its id, and its fields column by column.
pub(super) type Row = (Uuid, Vec<Vec<Value>>);

impl Taken {
    /// From a line of an entity.
    pub(super) fn of(
        place: &str,
        line: &str,
        (stored, listed, tables): (&[Stored], &[Listed], &[Rows]),
    ) -> Result<Taken, StoreError> {
        let mut members = Members::of(place, line)?;
        let mut system = Vec::with_capacity(SYSTEM.len());
        for (name, column_type) in SYSTEM {
            let json = members.json(name)?;
            system.push(cell::from_json(column_type, &json).ok_or_else(|| members.unfit())?);
        }
        let [Value::Id(_), Value::Integer(n), ..] = system.as_slice() else { return Err(members.unfit()) };
        let n = *n;
        let values = members.text("values").ok_or_else(|| members.unfit())?;
        members.done()?;
        let mut values = Members::of(place, values)?;
        let stored = layout::read(stored, &mut values)?;
        let listed = listed.iter().map(|field| list(field, &mut values)).collect::<Result<_, _>>()?;
        let rows = tables.iter().map(|table| rows(table, &mut values)).collect::<Result<_, _>>()?;
        values.done()?;
        Ok(Taken { system, n, stored, listed, rows })
    }

    /// Whether it lies in the recycle bin.
    pub(super) fn deleted(&self) -> bool {
        let at = SYSTEM.iter().position(|(name, _)| *name == "deleted_at");
        at.and_then(|at| self.system.get(at)).is_some_and(|value| !value.is_blank())
    }
}

fn list(field: &Listed, members: &mut Members<'_>) -> Result<Vec<Value>, StoreError> {
    let column_type = if field.target.is_some() { ColumnType::Id } else { field.column_type };
    match members.json(field.field.key.as_str())? {
        Json::Null => Ok(Vec::new()),
        Json::Array(items) => {
            let values = items.iter().map(|json| cell::from_json(column_type, json));
            values.collect::<Option<Vec<Value>>>().ok_or_else(|| members.unfit())
        }
        _ => Err(members.unfit()),
    }
}

fn rows(table: &Rows, members: &mut Members<'_>) -> Result<Vec<Row>, StoreError> {
    let Some(text) = members.text(table.field.key.as_str()) else { return Ok(Vec::new()) };
    let rows: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| members.unfit())?;
    let taken = |row: &RawValue| {
        let mut row = Members::of(&table.place, row.get())?;
        let id = row.json("id")?.as_str().and_then(|id| id.parse().ok()).ok_or_else(|| row.unfit())?;
        let mut values = Members::of(&table.place, row.text("values").ok_or_else(|| row.unfit())?)?;
        row.done()?;
        let stored = layout::read(&table.stored, &mut values)?;
        values.done()?;
        Ok((id, stored))
    };
    rows.into_iter().map(taken).collect()
}
