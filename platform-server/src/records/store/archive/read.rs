//! The records of an entity as lines: everything in their rows, several values and rows of sub-tables inside, deleted ones
//! too; references by id.

use std::collections::{BTreeSet, HashMap};

use engine_core::{kinds::ColumnType, plan::Entities as _, value::Value};
use serde_json::{Value as Json, json};

use super::{
    Mark, Page, StoreError, cell,
    layout::{self, Listed, Rows},
    line::Line,
};
use crate::{
    catalog::{Compiled, Snapshot},
    records::{
        connection::Connection,
        ddl, names,
        names::Name,
        sql::{Alias, Bind, Statement, select::Decode},
    },
};

/// Records read at once.
const PAGE: i64 = 500;

/// The columns of every record, as they stand in a line.
pub(super) const SYSTEM: [(&str, ColumnType); 11] = [
    ("id", ColumnType::Id),
    ("n", ColumnType::Integer),
    ("version", ColumnType::Integer),
    ("created_at", ColumnType::Moment),
    ("created_by", ColumnType::Id),
    ("updated_at", ColumnType::Moment),
    ("updated_by", ColumnType::Id),
    ("owner_id", ColumnType::Id),
    ("department_id", ColumnType::Id),
    ("deleted_at", ColumnType::Moment),
    ("batch", ColumnType::Id),
];

/// Fields by record.
type Beside = HashMap<i64, Vec<(String, Json)>>;

pub(super) async fn page(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    after: Option<Mark>,
) -> Result<Page, StoreError> {
    let stored = layout::stored(&compiled.entity);
    let mut sql = Statement::start(connection.dialect(), "SELECT ");
    sql.join(SYSTEM, ", ", |sql, (name, _)| {
        sql.column(Alias(0), &Name::fixed(name));
    });
    let mut decode = SYSTEM.map(|(_, column_type)| Decode { column_type, scale: 0 }).to_vec();
    for field in &stored {
        field.select(&mut sql, Alias(0), &mut decode);
    }
    sql.push(" FROM ").name(&names::table(&compiled.entity.key)).push(" t0");
    if let Some(Mark::Record(last)) = after {
        sql.push(" WHERE t0.\"id\" > ").bind(Bind::Id(Some(last)));
    }
    sql.push(" ORDER BY t0.\"id\" LIMIT ").number(PAGE);
    let rows = connection.fetch(sql, &decode).await?;
    let numbers: Vec<i64> = rows.iter().filter_map(|row| number(&row[1])).collect();
    let mut beside = beside(connection, compiled, &numbers).await?;
    let mut page = Page { lines: Vec::with_capacity(rows.len()), next: None };
    for row in rows {
        let mut cells = row.into_iter();
        let mut line = Line::new();
        let mut members = Vec::new();
        for ((name, column_type), value) in SYSTEM.iter().zip(cells.by_ref()) {
            line.put(name, &cell::to_json(*column_type, &value));
            match (*name, value) {
                ("id", Value::Id(id)) => page.next = Some(Mark::Record(id)),
                ("n", Value::Integer(n)) => members = beside.remove(&n).unwrap_or_default(),
                _ => {}
            }
        }
        members.extend(layout::write(&stored, &mut cells));
        line.put_text("values", &layout::object(members));
        page.lines.push(line.end());
    }
    page.next = page.next.filter(|_| page.lines.len() as i64 == PAGE);
    Ok(page)
}

fn number(value: &Value) -> Option<i64> {
    if let Value::Integer(n) = value { Some(*n) } else { None }
}

/// What lies outside the rows of some records.
async fn beside(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    numbers: &[i64],
) -> Result<Beside, StoreError> {
    let mut beside = Beside::new();
    if numbers.is_empty() {
        return Ok(beside);
    }
    for listed in layout::listed(&compiled.entity) {
        gather(&mut beside, listed.field.key.as_str(), list(connection, &listed, numbers).await?);
    }
    for rows in layout::rows(compiled) {
        gather(&mut beside, rows.field.key.as_str(), children(connection, &rows, numbers).await?);
    }
    Ok(beside)
}

fn gather(beside: &mut Beside, key: &str, found: Vec<(i64, Json)>) {
    let mut lists: HashMap<i64, Vec<Json>> = HashMap::new();
    for (n, json) in found {
        lists.entry(n).or_default().push(json);
    }
    for (n, list) in lists {
        beside.entry(n).or_default().push((key.to_owned(), Json::Array(list)));
    }
}

async fn list(
    connection: &mut Connection<'_>,
    listed: &Listed,
    numbers: &[i64],
) -> Result<Vec<(i64, Json)>, StoreError> {
    let value = Name::fixed("value");
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\", ");
    let column_type = match &listed.target {
        Some(target) => {
            layout::id_of(&mut sql, target, |sql| {
                sql.column(Alias(0), &value);
            });
            ColumnType::Id
        }
        None => {
            sql.column(Alias(0), &value);
            listed.column_type
        }
    };
    sql.push(" FROM ").name(&listed.table).push(" t0 WHERE t0.\"n\" IN (");
    among(&mut sql, numbers);
    sql.push(") ORDER BY t0.\"n\", t0.\"position\"");
    let rows = connection.fetch_as(sql, &[ColumnType::Integer, column_type]).await?;
    let pairs = rows.iter().filter_map(|row| match row.as_slice() {
        [Value::Integer(n), value] if !value.is_blank() => Some((*n, cell::to_json(column_type, value))),
        _ => None,
    });
    Ok(pairs.collect())
}

async fn children(
    connection: &mut Connection<'_>,
    rows: &Rows,
    numbers: &[i64],
) -> Result<Vec<(i64, Json)>, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"parent_n\", t0.\"id\"");
    let mut decode =
        [ColumnType::Integer, ColumnType::Id].map(|t| Decode { column_type: t, scale: 0 }).to_vec();
    for field in &rows.stored {
        field.select(&mut sql, Alias(0), &mut decode);
    }
    sql.push(" FROM ").name(&rows.table).push(" t0 WHERE t0.\"parent_n\" IN (");
    among(&mut sql, numbers);
    sql.push(") ORDER BY t0.\"parent_n\", t0.\"position\", t0.\"id\"");
    let found = connection.fetch(sql, &decode).await?;
    let pairs = found.into_iter().filter_map(|row| {
        let mut cells = row.into_iter();
        let (Some(Value::Integer(n)), Some(Value::Id(id))) = (cells.next(), cells.next()) else {
            return None;
        };
        let mut values = layout::write(&rows.stored, &mut cells);
        values.sort_by(|a, b| a.0.cmp(&b.0));
        let values: serde_json::Map<String, Json> = values.into_iter().collect();
        Some((n, json!({ "id": id.to_string(), "values": values })))
    });
    Ok(pairs.collect())
}

fn among(sql: &mut Statement, numbers: &[i64]) {
    sql.join(numbers, ", ", |sql, n| {
        sql.bind(Bind::Integer(Some(*n)));
    });
}

/// Tables and columns of entities and fields that were published once and are not any more; they stay behind.
///
/// # Errors
/// When the database does not answer.
pub async fn left_out(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
) -> Result<Vec<String>, StoreError> {
    let existing = ddl::existing(connection).await?;
    let shapes = snapshot.entities.keys().filter_map(|key| snapshot.entity(key.as_str()));
    let shapes: Vec<ddl::Shape> = shapes.map(|entity| ddl::shape(&entity)).collect();
    let known: HashMap<&str, BTreeSet<&str>> = shapes
        .iter()
        .flat_map(|shape| &shape.tables)
        .map(|table| (table.name.as_str(), table.columns.iter().map(|c| c.name.as_str()).collect()))
        .collect();
    let mut left_out = Vec::new();
    for (table, columns) in &existing.tables {
        match known.get(table.as_str()) {
            Some(known) => {
                let gone = columns.iter().filter(|c| c.starts_with("f_") && !known.contains(c.as_str()));
                left_out.extend(gone.map(|column| format!("{table}.{column}")));
            }
            None if table.starts_with("e_") || table.starts_with("l_") => left_out.push(table.clone()),
            None => {}
        }
    }
    Ok(left_out)
}
