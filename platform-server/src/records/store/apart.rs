//! Pairs of records that somebody looked at and said are not the same.
//!
//! Shape:  a table of pairs, the smaller id first; a purge forgets those of its record. Who said so stands in the
//!         history of each of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use engine_core::{kinds::ColumnType, value::Value};
use serde_json::json;
use uuid::Uuid;

use super::{Store, StoreError};
use crate::{
    access::{Edit, Permit},
    catalog::Compiled,
    records::{
        changes::{self, Change, Stamp},
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
        let mut seen: HashMap<Uuid, i64> = HashMap::new();
        for id in records {
            seen.insert(*id, self.reachable(permit, *id, false).await?);
        }
        let compiled = permit.entity().clone();
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    let ids: Vec<Uuid> = seen.keys().copied().collect();
                    let before = among(&mut t.connection, &ids).await?;
                    let pairs = turned(&ids, &before, apart);
                    if pairs.is_empty() {
                        return Ok(());
                    }
                    let dialect = t.connection.dialect();
                    let sql = if apart {
                        remember(dialect, compiled.entity.key.as_str(), &pairs, &stamp)
                    } else {
                        forget(dialect, &pairs)
                    };
                    t.connection.execute(sql).await?;
                    t.log(&stamp, told(&compiled, &seen, &pairs, apart)).await
                })
            })
            .await
    }
}

/// The pairs of some records that a decision changes.
fn turned(records: &[Uuid], before: &Apart, apart: bool) -> Vec<(Uuid, Uuid)> {
    let mut pairs: Vec<(Uuid, Uuid)> = Vec::new();
    for (at, one) in records.iter().enumerate() {
        pairs.extend(records[at + 1..].iter().map(|other| pair(*one, *other)));
    }
    pairs.retain(|pair| before.contains(pair) != apart);
    pairs.sort_unstable();
    pairs
}

/// What stands in the history of each record of a decision: the records it is no longer taken for, or is again.
fn told(compiled: &Compiled, seen: &HashMap<Uuid, i64>, pairs: &[(Uuid, Uuid)], apart: bool) -> Vec<Change> {
    let mut others: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (one, other) in pairs {
        others.entry(*one).or_default().push(*other);
        others.entry(*other).or_default().push(*one);
    }
    let action = if apart { "different" } else { "not_different" };
    let entry = |(record, others): (Uuid, Vec<Uuid>)| Change {
        subject: changes::subject(&compiled.entity.key),
        record,
        n: seen[&record],
        action,
        fields: json!({}),
        why: Some(json!({ "different": { "records": others } })),
    };
    others.into_iter().map(entry).collect()
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
