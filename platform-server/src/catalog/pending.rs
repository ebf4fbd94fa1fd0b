//! The work of publishes in the database: noted in the transaction of the publish, gone when it is done.

use std::collections::BTreeMap;

use engine_core::{key::EntityKey, kinds::ColumnType, value::Value};

use super::{
    backfill::{Computing, Work},
    store::text,
};
use crate::records::{
    connection::Connection,
    error::StoreError,
    names,
    sql::{Bind, Statement},
};

/// Notes work beside a publish and keeps writes out that were worked out before it; entities without records need none.
pub(super) async fn note(
    connection: &mut Connection<'_>,
    works: BTreeMap<String, Work>,
) -> Result<(), StoreError> {
    let mut noted = false;
    for (key, mut work) in works {
        let Ok(entity) = EntityKey::parse(&key) else { continue };
        let mut last = Statement::start(connection.dialect(), "SELECT MAX(\"n\") FROM ");
        last.name(&names::table(&entity));
        let Some(last) = connection.number(last).await? else { continue };
        let before = all(connection).await?.into_iter().find(|(entity, _)| *entity == key);
        if let Some((_, before)) = before {
            work.merge(before);
        }
        let mut gone = Statement::start(connection.dialect(), "DELETE FROM backfills WHERE entity = ");
        gone.bind(text(&key));
        connection.execute(gone).await?;
        let body = serde_json::to_string(&work).map_err(|_| StoreError::Busy)?;
        let mut sql = Statement::start(
            connection.dialect(),
            "INSERT INTO backfills (entity, epoch, work, next_n, last_n) SELECT ",
        );
        sql.push_for("", "CAST(").bind(text(&key)).push_for("", " AS TEXT)").push(", epoch, ");
        sql.push_for("", "CAST(").bind(text(&body)).push_for("", " AS TEXT)").push(", 0, ");
        sql.push_for("", "CAST(").bind(Bind::Integer(Some(last))).push_for("", " AS BIGINT)");
        sql.push(" FROM catalog_state WHERE id = 1");
        connection.execute(sql).await?;
        noted = true;
    }
    if noted {
        let sql =
            Statement::start(connection.dialect(), "UPDATE catalog_state SET fence = epoch WHERE id = 1");
        connection.execute(sql).await?;
    }
    Ok(())
}

/// What is being computed.
pub(super) async fn computing(connection: &mut Connection<'_>) -> Result<Computing, StoreError> {
    let mut computing = Computing::default();
    for (entity, work) in all(connection).await? {
        if work.duplicates {
            computing.duplicates.insert(entity);
        }
        for (key, fields) in work.unsure {
            computing.fields.entry(key).or_default().extend(fields);
        }
    }
    Ok(computing)
}

async fn all(connection: &mut Connection<'_>) -> Result<Vec<(String, Work)>, StoreError> {
    let sql = Statement::start(connection.dialect(), "SELECT entity, work FROM backfills ORDER BY entity");
    let rows = connection.fetch_as(sql, &[ColumnType::Text, ColumnType::Text]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [Value::Text(entity), Value::Text(work)] => {
                Some((entity.clone(), serde_json::from_str(work).ok()?))
            }
            _ => None,
        })
        .collect())
}
