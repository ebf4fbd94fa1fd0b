//! Pairs of records that somebody looked at and said are not the same.
//!
//! Shape:  a table of pairs, the smaller id first; a purge forgets those of its record.

use std::collections::HashSet;

use engine_core::{kinds::ColumnType, value::Value};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::{
    access::{Edit, Permit},
    records::{
        changes::Stamp,
        connection::Connection,
        sql::{Bind, Statement},
    },
};

/// Pairs, the smaller id first.
pub(super) type Apart = HashSet<(Uuid, Uuid)>;

/// A pair as it is kept.
pub(super) fn pair(one: Uuid, other: Uuid) -> (Uuid, Uuid) {
    (one.min(other), one.max(other))
}

impl Store {
    /// Remembers that some records are each something else, or forgets it.
    ///
    /// # Errors
    /// When one of them is out of the caller's reach.
    pub async fn set_apart(
        &self,
        permit: &Permit<Edit>,
        records: &[Uuid],
        apart: bool,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        for id in records {
            self.reachable(permit, *id, false).await?;
        }
        let mut pairs: Vec<(Uuid, Uuid)> = Vec::new();
        for (at, one) in records.iter().enumerate() {
            pairs.extend(
                records[at + 1..].iter().filter(|other| *other != one).map(|other| pair(*one, *other)),
            );
        }
        if pairs.is_empty() {
            return Ok(());
        }
        let entity = permit.entity().entity.key.as_str().to_owned();
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    let dialect = t.connection.dialect();
                    let sql = if apart {
                        remember(dialect, &entity, &pairs, &stamp)
                    } else {
                        forget(dialect, &pairs)
                    };
                    t.connection.execute(sql).await.map(drop)
                })
            })
            .await
    }
}

fn remember(
    dialect: crate::database::Dialect,
    entity: &str,
    pairs: &[(Uuid, Uuid)],
    stamp: &Stamp,
) -> Statement {
    let mut sql = Statement::start(
        dialect,
        "INSERT INTO \"records_apart\" (\"entity\", \"one\", \"other\", \"actor\", \"at\") VALUES ",
    );
    sql.join(pairs, ", ", |sql, (one, other)| {
        sql.push("(").bind(Bind::Text(Some(entity.to_owned()))).push(", ").bind(Bind::Id(Some(*one)));
        sql.push(", ").bind(Bind::Id(Some(*other))).push(", ").bind(Bind::Id(stamp.actor)).push(", ");
        sql.bind(Bind::Moment(Some(stamp.at))).push(")");
    });
    sql.push(" ON CONFLICT DO NOTHING");
    sql
}

fn forget(dialect: crate::database::Dialect, pairs: &[(Uuid, Uuid)]) -> Statement {
    let mut sql = Statement::start(dialect, "DELETE FROM \"records_apart\" WHERE ");
    sql.join(pairs, " OR ", |sql, (one, other)| {
        sql.push("(\"one\" = ").bind(Bind::Id(Some(*one))).push(" AND \"other\" = ");
        sql.bind(Bind::Id(Some(*other))).push(")");
    });
    sql
}

/// Forgets what was said of records that are no more.
pub(super) fn gone(dialect: crate::database::Dialect, records: &[Uuid]) -> Statement {
    let mut sql = Statement::start(dialect, "DELETE FROM \"records_apart\" WHERE \"one\" IN (");
    let ids = |sql: &mut Statement| {
        sql.join(records, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
    };
    ids(&mut sql);
    sql.push(") OR \"other\" IN (");
    ids(&mut sql);
    sql.push(")");
    sql
}

/// The pairs among some records.
pub(super) async fn among(connection: &mut Connection<'_>, records: &[Uuid]) -> Result<Apart, StoreError> {
    let mut apart = Apart::new();
    for chunk in records.chunks(500) {
        let mut sql = Statement::start(
            connection.dialect(),
            "SELECT \"one\", \"other\" FROM \"records_apart\" WHERE \"one\" IN (",
        );
        sql.join(chunk, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(")");
        for row in connection.fetch_as(sql, &[ColumnType::Id, ColumnType::Id]).await? {
            if let [Value::Id(one), Value::Id(other)] = row.as_slice() {
                apart.insert((*one, *other));
            }
        }
    }
    Ok(apart)
}
