//! What lies outside a record's own row: several values, rows of sub-tables.

use std::collections::HashMap;

use engine_core::{
    entity::{Entity, Field},
    kinds::{ColumnType, Kind, Storage},
    plan::Column,
    value::{Row, Value},
};

use super::StoreError;
use crate::{
    access::Internal,
    catalog::Compiled,
    records::{
        connection::Connection,
        names,
        record::Record,
        sql::{Alias, Bind, Lowering, Statement, codec, expression::Scopes, select},
    },
};

/// Loads the values of link and sub-table fields of records just read, a few statements in all. What a record refers to is
/// part of it, by id, whoever may see what lies behind.
pub(super) async fn attach(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &mut [Record],
    fields: &[&Field],
) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let places: HashMap<i64, usize> = records.iter().enumerate().map(|(i, r)| (r.n, i)).collect();
    for field in fields {
        match field.kind.rules().storage() {
            Storage::Links(column_type) => {
                links(connection, &compiled.entity, field, column_type, records, &places).await?;
            }
            Storage::Children => {
                if let Some((_, rows)) = compiled.rows.iter().find(|(f, _)| f.key == field.key) {
                    children(connection, rows, field, records, &places).await?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn numbers(sql: &mut Statement, records: &[Record]) {
    sql.join(records, ", ", |sql, record| {
        sql.bind(Bind::Integer(Some(record.n)));
    });
}

async fn links(
    connection: &mut Connection<'_>,
    entity: &Entity,
    field: &Field,
    column_type: ColumnType,
    records: &mut [Record],
    places: &HashMap<i64, usize>,
) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    let target = field.target.as_ref().filter(|_| field.kind == Kind::References);
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(dialect, &scopes);
    let (link, other) = (lowering.alias(), lowering.alias());
    let mut sql = Statement::start(dialect, "SELECT ");
    sql.alias(link).push(".\"n\", ").alias(if target.is_some() { other } else { link });
    sql.push(if target.is_some() { ".\"id\" FROM " } else { ".\"value\" FROM " });
    sql.name(&names::link_table(entity, field)).push(" ").alias(link);
    if let Some(target) = target {
        sql.push(" JOIN ").name(&names::table(target)).push(" ").alias(other).push(" ON ").alias(other);
        sql.push(".\"n\" = ")
            .alias(link)
            .push(".\"value\" AND ")
            .alias(other)
            .push(".\"deleted_at\" IS NULL");
    }
    sql.push(" WHERE ").alias(link).push(".\"n\" IN (");
    numbers(&mut sql, records);
    sql.push(") ORDER BY ").alias(link).push(".\"n\", ").alias(link).push(".\"position\"");
    let value_type = if target.is_some() { ColumnType::Id } else { column_type };
    for row in connection.fetch_as(sql, &[ColumnType::Integer, value_type]).await? {
        let mut cells = row.into_iter();
        if let (Some(Value::Integer(n)), Some(value)) = (cells.next(), cells.next())
            && let Some(place) = places.get(&n)
        {
            let slot = records[*place].values.entry(field.key.clone()).or_default();
            match slot {
                Value::List(items) => items.push(value),
                other => *other = Value::List(vec![value]),
            }
        }
    }
    Ok(())
}

/// Reads the rows of a sub-table; their rights are the record's.
async fn children(
    connection: &mut Connection<'_>,
    rows: &std::sync::Arc<Entity>,
    field: &Field,
    records: &mut [Record],
    places: &HashMap<i64, usize>,
) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(dialect, &scopes);
    let columns: Vec<Column> = rows.fields.values().map(|f| Column::own(rows, f)).collect();
    let mut sql = Statement::start(dialect, "SELECT t0.\"parent_n\", t0.\"id\"");
    let mut decode = vec![
        select::Decode { column_type: ColumnType::Integer, scale: 0 },
        select::Decode { column_type: ColumnType::Id, scale: 0 },
    ];
    for column in &columns {
        select::selected(&mut lowering, &mut sql, Alias(0), column);
        decode.extend(select::select_decode(column));
    }
    sql.push(" FROM ").name(&names::table(&rows.key)).push(" t0 WHERE t0.\"parent_n\" IN (");
    numbers(&mut sql, records);
    sql.push(") ORDER BY t0.\"parent_n\", t0.\"position\"");
    for row in connection.fetch(sql, &decode).await? {
        let mut cells = row.into_iter();
        let (Some(Value::Integer(n)), Some(Value::Id(id))) = (cells.next(), cells.next()) else { continue };
        let mut values = Vec::with_capacity(columns.len());
        for column in &columns {
            let width = select::select_decode(column).len();
            let value = codec::assemble(&column.field, cells.by_ref().take(width).collect());
            if !value.is_blank() {
                values.push((column.field.key.clone(), value));
            }
        }
        if let Some(place) = places.get(&n) {
            let slot = records[*place].values.entry(field.key.clone()).or_default();
            let row = Row { id: Some(id), values };
            match slot {
                Value::Rows(all) => all.push(row),
                other => *other = Value::Rows(vec![row]),
            }
        }
    }
    Ok(())
}

/// Whole records by number, for the system itself: every stored field, links and rows.
pub(super) async fn whole(
    _: Internal,
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    numbers: &[i64],
) -> Result<Vec<Record>, StoreError> {
    let mut all = Vec::with_capacity(numbers.len());
    for chunk in numbers.chunks(500) {
        all.extend(whole_chunk(connection, compiled, chunk).await?);
    }
    Ok(all)
}

async fn whole_chunk(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    numbers: &[i64],
) -> Result<Vec<Record>, StoreError> {
    let entity = &compiled.entity;
    let dialect = connection.dialect();
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(dialect, &scopes);
    let columns: Vec<Column> = stored(compiled);
    let mut sql = Statement::start(dialect, "SELECT t0.\"n\"");
    let mut decode = vec![select::Decode { column_type: ColumnType::Integer, scale: 0 }];
    for column in &columns {
        select::selected(&mut lowering, &mut sql, Alias(0), column);
        decode.extend(select::select_decode(column));
    }
    sql.push(" FROM ").name(&names::table(&entity.key)).push(" t0 WHERE t0.\"n\" IN (");
    sql.join(numbers, ", ", |sql, n| {
        sql.bind(Bind::Integer(Some(*n)));
    });
    sql.push(") ORDER BY t0.\"n\"");
    let mut records = Vec::with_capacity(numbers.len());
    for row in connection.fetch(sql, &decode).await? {
        let mut cells = row.into_iter();
        let Some(Value::Integer(n)) = cells.next() else { continue };
        let mut record = Record { n, ..Record::default() };
        for column in &columns {
            let width = select::select_decode(column).len();
            let value = codec::assemble(&column.field, cells.by_ref().take(width).collect());
            record.values.insert(column.field.key.clone(), value);
        }
        records.push(record);
    }
    let outside: Vec<&Field> = entity
        .fields
        .values()
        .map(AsRef::as_ref)
        .filter(|f| matches!(f.kind.rules().storage(), Storage::Links(_) | Storage::Children))
        .collect();
    attach(connection, compiled, &mut records, &outside).await?;
    Ok(records)
}

/// System fields and every field stored in the record's own row.
pub(super) fn stored(compiled: &Compiled) -> Vec<Column> {
    let entity = &compiled.entity;
    let system = engine_core::key::SYSTEM_FIELDS.iter().filter_map(|key| entity.field(key));
    let own = entity.fields.values().filter(|f| !matches!(f.kind.rules().storage(), Storage::Joined));
    system.chain(own).map(|f| Column::own(entity, f)).collect()
}
