//! Roll-ups, kept in the transaction that changes what they count.
//!
//! Shape:  parents are locked in the order of their numbers, then each roll-up is computed anew from the living children:
//!         concurrent children cannot both count from a stale sum. The parent's version stays.
//! Source: DESIGN §5.

use std::collections::BTreeSet;

use engine_core::{
    entity::{Aggregate, Entity, Field},
    issue::Message,
    kinds::{ColumnType, Kind},
    moment::{Date, Moment, TimeZone},
    plan::{self, Condition, Viewer},
    value::Value,
};

use super::{StoreError, compute, duplicates, load, references::Numbers, row};
use crate::{
    access::{Purpose, internal},
    catalog::{Compiled, RollUp, Snapshot},
    database::Dialect,
    records::{
        changes::Stamp,
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, codec, expression::Scopes, write},
    },
};

/// Chains of roll-ups over roll-ups go no deeper; a publish refuses those that would.
pub(crate) const DEEPEST: usize = 4;

/// Refreshes what new or changed records feed.
pub(super) async fn after(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    records: &[Record],
    referred: &Numbers,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    for feed in &compiled.feeds {
        let parents: BTreeSet<i64> = records
            .iter()
            .filter_map(|r| match referred.stored(&feed.via, r.get(feed.via.key.as_str())) {
                Value::Integer(n) => Some(n),
                _ => None,
            })
            .collect();
        refresh(connection, snapshot, (compiled, feed), &parents, stamp, 0).await?;
    }
    Ok(())
}

/// The parents that children point to.
pub(super) async fn parents_of(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    feed: &RollUp,
    children: &[i64],
) -> Result<BTreeSet<i64>, StoreError> {
    let mut parents = BTreeSet::new();
    for chunk in children.chunks(500) {
        let via = names::column(&feed.via, "");
        let mut sql = Statement::start(connection.dialect(), "SELECT DISTINCT ");
        sql.name(&via).push(" FROM ").name(&names::table(&compiled.entity.key)).push(" WHERE \"n\" IN (");
        sql.join(chunk, ", ", |sql, n| {
            sql.bind(Bind::Integer(Some(*n)));
        });
        sql.push(") AND ").name(&via).push(" IS NOT NULL");
        for row in connection.fetch_as(sql, &[ColumnType::Integer]).await? {
            if let Some(Value::Integer(n)) = row.first() {
                parents.insert(*n);
            }
        }
    }
    Ok(parents)
}

/// Refreshes what rests on some fields of the given children.
pub(super) async fn over(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
    compiled: &Compiled,
    fields: &BTreeSet<String>,
    children: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let rests = |feed: &&RollUp| !feed.rests.is_disjoint(fields);
    for feed in compiled.feeds.iter().filter(rests) {
        let parents = parents_of(connection, compiled, feed, children).await?;
        refresh(connection, snapshot, (compiled, feed), &parents, stamp, 0).await?;
    }
    Ok(())
}

/// Computes one roll-up of some records alone, nothing that rests on it.
pub(super) async fn fill(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
    (parent, field): (&Entity, &Field),
    numbers: &[i64],
) -> Result<(), StoreError> {
    let child = field.target.as_ref().and_then(|target| snapshot.compiled(target.as_str()));
    let Some(child) = child else { return Ok(()) };
    let feeds = child.feeds.iter().filter(|f| f.parent.key == parent.key && f.field.key == field.key);
    for feed in feeds {
        connection.execute(statement(connection.dialect(), snapshot, child, feed, numbers)).await?;
    }
    Ok(())
}

/// Computes one roll-up anew for some parents.
pub(super) async fn refresh(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
    (child, feed): (&Compiled, &RollUp),
    parents: &BTreeSet<i64>,
    stamp: &Stamp,
    depth: usize,
) -> Result<(), StoreError> {
    if depth > DEEPEST && !parents.is_empty() {
        return Err(StoreError::Unsupported(Message::new(
            "汇总的层级超过 5 层，请修改定义并重新发布",
            "roll-ups over roll-ups are more than 5 levels deep; change the definition and publish it",
        )));
    }
    let parents: Vec<i64> = parents.iter().copied().collect();
    for chunk in parents.chunks(500) {
        if connection.dialect() == Dialect::Postgres {
            let mut lock = Statement::start(Dialect::Postgres, "SELECT \"n\" FROM ");
            lock.name(&names::table(&feed.parent.key)).push(" WHERE \"n\" IN (");
            numbers(&mut lock, chunk);
            lock.push(") ORDER BY \"n\" FOR UPDATE");
            connection.execute(lock).await?;
        }
        connection.execute(statement(connection.dialect(), snapshot, child, feed, chunk)).await?;
    }
    if let Some(parent) = snapshot.compiled(feed.parent.key.as_str()).filter(|_| !parents.is_empty()) {
        formulas(connection, parent, feed, &parents, stamp).await?;
        for above in parent.feeds.iter().filter(|above| above.rests.contains(feed.field.key.as_str())) {
            let grandparents = parents_of(connection, parent, above, &parents).await?;
            Box::pin(refresh(connection, snapshot, (parent, above), &grandparents, stamp, depth + 1)).await?;
        }
    }
    Ok(())
}

fn numbers(sql: &mut Statement, numbers: &[i64]) {
    sql.join(numbers, ", ", |sql, n| {
        sql.bind(Bind::Integer(Some(*n)));
    });
}

/// `UPDATE parent SET roll_up = (SELECT … FROM child WHERE via = parent.n …) WHERE n IN (…)`.
fn statement(
    dialect: Dialect,
    snapshot: &Snapshot,
    child: &Compiled,
    feed: &RollUp,
    parents: &[i64],
) -> Statement {
    let scopes = Scopes::new();
    let mut lowering = Lowering::new(dialect, &scopes);
    let parent = names::table(&feed.parent.key);
    let at = lowering.alias();
    let mut sql = Statement::start(dialect, "UPDATE ");
    sql.name(&parent).push(" SET ").name(&names::column(&feed.field, "")).push(" = (SELECT ");
    measure(&mut sql, dialect, child, feed, at);
    sql.push(" FROM ").name(&names::table(&child.entity.key)).push(" ").alias(at).push(" WHERE ");
    sql.column(at, &names::column(&feed.via, "")).push(" = ").name(&parent).push(".\"n\" AND ");
    sql.alias(at).push(".\"deleted_at\" IS NULL");
    let condition = feed.filter.as_ref().map(|f| plan::resolve(snapshot, &child.entity, f, &system_viewer()));
    if let Some(condition) = condition {
        sql.push(" AND ");
        lowering.condition(&mut sql, at, &condition.unwrap_or(Condition::False));
    }
    sql.push(") WHERE \"n\" IN (");
    numbers(&mut sql, parents);
    sql.push(")");
    sql
}

fn measure(
    sql: &mut Statement,
    dialect: Dialect,
    child: &Compiled,
    feed: &RollUp,
    at: crate::records::sql::Alias,
) {
    let field = feed.measure.field.as_ref().and_then(|key| child.entity.field(key.as_str()));
    let column = |sql: &mut Statement| match field {
        Some(field) => {
            sql.column(at, &names::column(field, ""));
        }
        None => {
            sql.push("*");
        }
    };
    let function = match feed.measure.op {
        Aggregate::Count => "COUNT(",
        Aggregate::Sum => "SUM(",
        Aggregate::Min => "MIN(",
        Aggregate::Max => "MAX(",
        Aggregate::Avg => {
            return average(
                sql,
                dialect,
                feed,
                field.map_or(0, |f| codec::columns(f).first().map_or(0, |c| c.scale)),
                &column,
            );
        }
    };
    sql.push(function);
    column(sql);
    sql.push(")");
}

/// The mean, rounded half away from zero to the roll-up's scale: in whole numbers on SQLite.
fn average(
    sql: &mut Statement,
    dialect: Dialect,
    feed: &RollUp,
    scale: u32,
    column: &dyn Fn(&mut Statement),
) {
    let places = codec::columns(&feed.field).first().map_or(2, |c| c.scale);
    if dialect == Dialect::Postgres {
        sql.push("ROUND(CAST(SUM(");
        column(sql);
        sql.push(") AS NUMERIC) / NULLIF(COUNT(");
        column(sql);
        sql.push("), 0), ").number(i64::from(places)).push(")");
        return;
    }
    let factor = 10_i64.pow(places.saturating_sub(scale));
    let total = |sql: &mut Statement| {
        sql.push("SUM(");
        column(sql);
        sql.push(") * ").number(factor);
    };
    sql.push("(2 * ");
    total(sql);
    sql.push(" + CASE WHEN SUM(");
    column(sql);
    sql.push(") < 0 THEN -COUNT(");
    column(sql);
    sql.push(") ELSE COUNT(");
    column(sql);
    sql.push(") END) / NULLIF(2 * COUNT(");
    column(sql);
    sql.push("), 0)");
}

/// Roll-ups belong to nobody: a filter with `me` or a relative day counts nothing that depends on who looks.
fn system_viewer() -> Viewer {
    let today = Date::constant(1970, 1, 1);
    Viewer {
        id: None,
        departments: Vec::new(),
        department_tree: Vec::new(),
        today,
        zone: TimeZone::UTC,
        now: Moment(0),
    }
}

/// Formulas of the parents that read the roll-up.
async fn formulas(
    connection: &mut Connection<'_>,
    parent: &Compiled,
    feed: &RollUp,
    numbers: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let reads =
        |key: &str| parent.formulas.iter().any(|f| !f.field.volatile && f.reads.iter().any(|r| r == key));
    if !reads(feed.field.key.as_str()) {
        return Ok(());
    }
    let context = stamp.context();
    for mut record in load::whole(internal(Purpose::RollUp), connection, parent, numbers).await? {
        let before = record.clone();
        compute::formulas(parent, &mut record, &context);
        let changed: Vec<_> = parent
            .formulas
            .iter()
            .filter(|f| {
                f.field.kind == Kind::Formula
                    && record.get(f.field.key.as_str()) != before.get(f.field.key.as_str())
            })
            .map(|f| f.field.as_ref())
            .collect();
        if changed.is_empty() {
            continue;
        }
        let same = duplicates::duplicate_keys(&parent.entity, &record);
        let sql = write::update_derived(connection.dialect(), &parent.entity, &record, &changed, &same);
        connection.execute(sql).await?;
        if changed.iter().any(|field| field.search) {
            row::reindex(connection, parent, &record).await?;
        }
    }
    Ok(())
}
