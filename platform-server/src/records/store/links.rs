//! What is written beside a record's own row: several values, rows of sub-tables, the words it is found under.

use engine_core::{
    entity::{Entity, Field},
    kinds::{ColumnType, Kind, Storage},
    value::{Row, Value},
};
use uuid::Uuid;

use super::{StoreError, references::Numbers};
use crate::{
    catalog::Compiled,
    records::{
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Statement, codec, words, write},
    },
};

/// A record whose references are the numbers they are stored as.
pub(super) fn stored(compiled: &Compiled, record: &Record, referred: &Numbers) -> Record {
    let mut stored = record.clone();
    for field in compiled.entity.fields.values() {
        if field.kind == engine_core::kinds::Kind::Reference
            && let Some(value) = stored.values.get_mut(&field.key)
        {
            *value = referred.stored(field, value);
        }
    }
    stored
}

/// The words a record is found under.
pub(super) fn words_of(compiled: &Compiled, record: &Record) -> Vec<String> {
    let texts = compiled.entity.fields.values().filter(|f| f.search).map(|f| record.get(f.key.as_str()));
    let texts: Vec<&str> = texts.flat_map(texts_of).collect();
    words::index_words(texts)
}

fn texts_of(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text.as_str()],
        Value::List(items) => items.iter().flat_map(texts_of).collect(),
        Value::Address(a) => vec![&a.province, &a.city, &a.district, &a.detail],
        _ => Vec::new(),
    }
}

/// Writes the several values and rows of records; `only` limits it to one field. New rows get ids.
pub(super) async fn insert(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &mut [Record],
    referred: &Numbers,
    only: Option<&Field>,
) -> Result<(), StoreError> {
    let wanted = |field: &Field| only.is_none_or(|o| o.key == field.key);
    for field in compiled.entity.fields.values().filter(|f| wanted(f)) {
        match field.kind.rules().storage() {
            Storage::Links(_) => insert_links(connection, &compiled.entity, field, records, referred).await?,
            Storage::Children => {
                if let Some((_, rows)) = compiled.rows.iter().find(|(f, _)| f.key == field.key) {
                    insert_rows(connection, rows, field, records, referred).await?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

async fn insert_links(
    connection: &mut Connection<'_>,
    entity: &Entity,
    field: &Field,
    records: &[Record],
    referred: &Numbers,
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for record in records {
        if let Value::List(items) = record.get(field.key.as_str()) {
            for (position, item) in items.iter().enumerate() {
                rows.push((
                    record.n,
                    i64::try_from(position).unwrap_or(i64::MAX),
                    referred.link(field, item),
                ));
            }
        }
    }
    for chunk in rows.chunks(5_000) {
        connection.execute(write::insert_links(connection.dialect(), entity, field, chunk)).await?;
    }
    Ok(())
}

async fn insert_rows(
    connection: &mut Connection<'_>,
    rows: &Entity,
    field: &Field,
    records: &mut [Record],
    referred: &Numbers,
) -> Result<(), StoreError> {
    for record in records {
        let parent = record.n;
        let Some(Value::Rows(all)) = record.values.get_mut(&field.key) else { continue };
        for row in all.iter_mut() {
            row.id.get_or_insert_with(new_row_id);
        }
        let width = 3 + rows.fields.values().map(|f| codec::columns(f).len() + 2).sum::<usize>();
        for (offset, chunk) in all.chunks((30_000 / width).max(1)).enumerate() {
            let first = offset * (30_000 / width).max(1);
            connection.execute(rows_statement(connection, rows, (parent, first), chunk, referred)).await?;
        }
    }
    Ok(())
}

fn new_row_id() -> Uuid {
    let mut bytes = [0_u8; 16];
    rand::Rng::fill(&mut rand::rng(), &mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn rows_statement(
    connection: &Connection<'_>,
    rows: &Entity,
    (parent, first): (i64, usize),
    chunk: &[Row],
    referred: &Numbers,
) -> Statement {
    let dialect = connection.dialect();
    let fields: Vec<&Field> =
        rows.fields.values().map(AsRef::as_ref).filter(|f| !codec::columns(f).is_empty()).collect();
    let mut sql = Statement::start(dialect, "INSERT INTO ");
    sql.name(&names::table(&rows.key)).push(" (\"id\", \"parent_n\", \"position\"");
    for field in &fields {
        for column in codec::columns(field) {
            sql.push(", ").name(&column.name);
        }
    }
    sql.push(") VALUES ");
    sql.join(chunk.iter().enumerate(), ", ", |sql, (i, row)| {
        let position = i64::try_from(first + i).unwrap_or(i64::MAX);
        sql.push("(").bind(Bind::Id(row.id)).push(", ").bind(Bind::Integer(Some(parent)));
        sql.push(", ").bind(Bind::Integer(Some(position)));
        for field in &fields {
            let value = row.values.iter().find(|(k, _)| *k == field.key).map_or(&Value::Blank, |(_, v)| v);
            if field.kind == Kind::Reference {
                let number = match referred.stored(field, value) {
                    Value::Integer(n) => Some(n),
                    _ => None,
                };
                sql.push(", ").bind(Bind::Integer(number));
                continue;
            }
            for bind in codec::binds(field, value) {
                sql.push(", ").bind(bind);
            }
        }
        sql.push(")");
    });
    sql
}

/// Takes away the several values or rows of one field of a record.
pub(super) async fn remove(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    field: &Field,
    n: i64,
) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    match field.kind.rules().storage() {
        Storage::Links(_) => {
            connection.execute(write::delete_links(dialect, &compiled.entity, field, n)).await?;
        }
        Storage::Children => {
            if let Some(rows) = &field.target {
                let mut sql = Statement::start(dialect, "DELETE FROM ");
                sql.name(&names::table(rows)).push(" WHERE \"parent_n\" = ").bind(Bind::Integer(Some(n)));
                connection.execute(sql).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The main department of a user as a value; `None` when there is no such active user.
pub(super) async fn department_of(
    connection: &mut Connection<'_>,
    user: Uuid,
) -> Result<Option<Value>, StoreError> {
    let mut sql =
        Statement::start(connection.dialect(), "SELECT \"department_id\" FROM \"users\" WHERE \"id\" = ");
    sql.bind(Bind::Id(Some(user)));
    let rows = connection.fetch_as(sql, &[ColumnType::Id]).await?;
    Ok(rows.into_iter().next().map(|mut row| row.swap_remove(0)))
}
