//! Auto-numbers.
//!
//! Shape:  a counter per entity, field and period. On SQLite the one writer counts, so there are no gaps. On PostgreSQL
//!         numbers are reserved before the transaction; of a `gap_free` field the counter's row is locked until commit, which
//!         serialises its writers.

use engine_core::{
    entity::{Entity, Field},
    kinds::{ColumnType, Kind, Pattern, period},
    moment::Date,
    value::Value,
};

use super::{StoreError, blocks::Reserved};
use crate::{
    catalog::Compiled,
    records::{
        changes::Stamp,
        connection::Connection,
        record::Record,
        sql::{Bind, Statement},
    },
};

/// Gives each record its numbers, in order.
pub(super) async fn assign(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    records: &mut [Record],
    today: Date,
    reserved: &Reserved,
) -> Result<(), StoreError> {
    for field in compiled.entity.fields.values().filter(|f| f.kind == Kind::AutoNumber) {
        let Some(pattern) = field.pattern.as_deref().and_then(|p| Pattern::parse(p).ok()) else { continue };
        let period = period(field.reset, today);
        let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
        let numbers = match reserved.get(&field.key) {
            Some(taken) => taken.clone(),
            None => {
                let (entity, field) = (compiled.entity.key.as_str(), field.key.as_str());
                let last = advance(connection, entity, field, &period, count).await?;
                std::iter::once(last - count + 1..last + 1).collect()
            }
        };
        for (record, number) in records.iter_mut().zip(numbers.into_iter().flatten()) {
            let text = pattern.render(u64::try_from(number).unwrap_or(0), today);
            record.values.insert(field.key.clone(), Value::Text(text));
        }
    }
    Ok(())
}

/// Gives a record the number it has not got yet, as if on the day it was made.
pub(super) async fn catch_up(
    connection: &mut Connection<'_>,
    entity: &Entity,
    field: &Field,
    record: &mut Record,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    if !record.get(field.key.as_str()).is_blank() {
        return Ok(());
    }
    let Some(pattern) = field.pattern.as_deref().and_then(|p| Pattern::parse(p).ok()) else { return Ok(()) };
    let day = record.moment("created_at").unwrap_or(stamp.at).day(&stamp.zone);
    let period = period(field.reset, day);
    let number = advance(connection, entity.key.as_str(), field.key.as_str(), &period, 1).await?;
    let text = pattern.render(u64::try_from(number).unwrap_or(0), day);
    record.values.insert(field.key.clone(), Value::Text(text));
    Ok(())
}

/// Counts on; the last of the numbers counted.
pub(super) async fn advance(
    connection: &mut Connection<'_>,
    entity: &str,
    field: &str,
    period: &str,
    count: i64,
) -> Result<i64, StoreError> {
    let text = |t: &str| Bind::Text(Some(t.to_owned()));
    let mut sql = Statement::start(
        connection.dialect(),
        "INSERT INTO \"counters\" (\"entity\", \"field\", \"period\", \"value\") VALUES (",
    );
    sql.bind(text(entity)).push(", ").bind(text(field)).push(", ").bind(text(period)).push(", ");
    sql.bind(Bind::Integer(Some(count))).push(") ON CONFLICT (\"entity\", \"field\", \"period\") DO UPDATE SET \"value\" = \"counters\".\"value\" + ");
    sql.bind(Bind::Integer(Some(count))).push(" RETURNING \"value\"");
    let rows = connection.fetch_as(sql, &[ColumnType::Integer]).await?;
    match rows.first().and_then(|r| r.first()) {
        Some(Value::Integer(last)) => Ok(*last),
        _ => Err(StoreError::Busy),
    }
}
