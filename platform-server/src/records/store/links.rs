//! What is written beside a record's own row: several values, rows of sub-tables, the words it is found under.

use std::{borrow::Cow, collections::HashMap};

use engine_core::{
    entity::{Entity, Field},
    kinds::{ColumnType, Kind, Storage, plain_text},
    plan::shape,
    value::{Row, Value},
};
use uuid::Uuid;

use super::{StoreError, references::Numbers};
use crate::{
    catalog::Compiled,
    records::{
        connection::Connection,
        names::{self, Name},
        record::Record,
        sql::{Bind, Rows, Statement, codec, words, write},
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

/// The words a record is found under by some of its fields.
pub(super) fn words(compiled: &Compiled, record: &Record, of: impl Fn(&Field) -> bool) -> Vec<String> {
    let searched = compiled.entity.fields.values().filter(|field| field.search && of(field));
    let texts: Vec<Cow<'_, str>> = searched
        .flat_map(|field| match (shape(field).kind, record.get(field.key.as_str())) {
            (Kind::RichText, Value::Text(html)) => vec![Cow::Owned(plain_text(html))],
            (_, value) => texts_of(value).into_iter().map(Cow::Borrowed).collect(),
        })
        .collect();
    words::index_words(texts.iter().map(AsRef::as_ref))
}

/// Gives new rows of sub-tables their ids.
pub(super) fn identify(compiled: &Compiled, record: &mut Record) {
    for (field, _) in &compiled.rows {
        if let Some(Value::Rows(rows)) = record.values.get_mut(&field.key) {
            for row in rows {
                row.id.get_or_insert_with(new_row_id);
            }
        }
    }
}

fn texts_of(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text.as_str()],
        Value::List(items) => items.iter().flat_map(texts_of).collect(),
        Value::Address(a) => vec![&a.province, &a.city, &a.district, &a.detail],
        _ => Vec::new(),
    }
}

/// Writes the several values and the rows, which have their ids, of records; `only` limits it to one field.
pub(super) async fn insert(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &[Record],
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
    let mut rows = write::links(connection.dialect(), entity, field);
    for record in records {
        if let Value::List(items) = record.get(field.key.as_str()) {
            for (position, item) in items.iter().enumerate() {
                let place = Bind::Integer(i64::try_from(position).ok());
                rows.add(vec![Bind::Integer(Some(record.n)), place, referred.link(field, item)]);
            }
        }
    }
    connection.insert(rows).await.map(drop)
}

async fn insert_rows(
    connection: &mut Connection<'_>,
    rows: &Entity,
    field: &Field,
    records: &[Record],
    referred: &Numbers,
) -> Result<(), StoreError> {
    let fields: Vec<&Field> =
        rows.fields.values().map(AsRef::as_ref).filter(|f| !codec::columns(f).is_empty()).collect();
    let columns: Vec<Name> =
        fields.iter().flat_map(|f| codec::columns(f)).map(|column| column.name).collect();
    let all = Rows::new(connection.dialect(), "INSERT INTO ", &names::table(&rows.key));
    let mut all = columns.iter().fold(all.columns(&["id", "parent_n", "position"]), Rows::column);
    for record in records {
        let parent = record.n;
        let Value::Rows(own) = record.get(field.key.as_str()) else { continue };
        for (position, row) in own.iter().enumerate() {
            let place = Bind::Integer(i64::try_from(position).ok());
            let mut binds = vec![Bind::Id(row.id), Bind::Integer(Some(parent)), place];
            binds.extend(fields.iter().flat_map(|field| row_binds(field, row, referred)));
            all.add(binds);
        }
    }
    connection.insert(all).await.map(drop)
}

fn row_binds(field: &Field, row: &Row, referred: &Numbers) -> Vec<Bind> {
    let value = row.values.iter().find(|(k, _)| *k == field.key).map_or(&Value::Blank, |(_, v)| v);
    if field.kind != Kind::Reference {
        return codec::binds(field, value);
    }
    match referred.stored(field, value) {
        Value::Integer(n) => vec![Bind::Integer(Some(n))],
        _ => vec![Bind::Integer(None)],
    }
}

fn new_row_id() -> Uuid {
    let mut bytes = [0_u8; 16];
    rand::Rng::fill(&mut rand::rng(), &mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
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

/// The main departments of some users, as values; nothing for whom there is not.
pub(super) async fn departments_of(
    connection: &mut Connection<'_>,
    users: &[Uuid],
) -> Result<HashMap<Uuid, Value>, StoreError> {
    let mut known = HashMap::with_capacity(users.len());
    for users in users.chunks(500) {
        let mut sql = Statement::start(
            connection.dialect(),
            "SELECT \"id\", \"department_id\" FROM \"users\" WHERE \"id\" IN (",
        );
        sql.join(users, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(")");
        let rows = connection.fetch_as(sql, &[ColumnType::Id, ColumnType::Id]).await?;
        known.extend(rows.into_iter().filter_map(|row| match <[Value; 2]>::try_from(row).ok()? {
            [Value::Id(id), department] => Some((id, department)),
            _ => None,
        }));
    }
    Ok(known)
}
