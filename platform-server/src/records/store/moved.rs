//! References follow a merge: what referred to the records that go refers to the one that is kept.
//!
//! Shape:  every living record of every entity that refers to them, alone, in a list or in a row of a sub-table, is written
//!         once, as if a person had changed it, whoever may see it; formulas, roll-ups and words follow.
//! Errors: [`StoreError::Clash`] when two of them must not be the same and would be.

use std::collections::BTreeSet;

use engine_core::{
    entity::{Entity, Field},
    key::EntityKey,
    kinds::Storage,
    value::Value,
};
use indexmap::IndexMap;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    StoreError, compute, load,
    references::Targets,
    row::{self, Revised, Wake},
    unite::{self, Merged},
};
use crate::{
    access::{Purpose, internal},
    catalog::{Compiled, Snapshot},
    records::{
        changes::Stamp,
        connection::Connection,
        names,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// Most records that one merge moves along.
const MOST_MOVED: usize = 20_000;
/// Records written together.
const CHUNK: usize = 250;

/// What moves where.
pub(super) struct Moving<'m> {
    pub(super) snapshot: &'m Snapshot,
    pub(super) target: &'m Compiled,
    pub(super) merged: &'m Merged,
    pub(super) kept: i64,
    pub(super) gone: &'m [(Uuid, i64)],
    pub(super) why: &'m Json,
}

/// Moves the references of every entity.
pub(super) async fn move_references(
    transaction: &mut Transaction<'_>,
    moving: &Moving<'_>,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let holders = holders(&mut transaction.connection, moving).await?;
    if holders.values().map(BTreeSet::len).sum::<usize>() > MOST_MOVED {
        return Err(StoreError::TooManyMoved);
    }
    for (entity, numbers) in holders {
        let Some(holder) = moving.snapshot.compiled(entity.as_str()) else { continue };
        let numbers: Vec<i64> = numbers.into_iter().collect();
        for chunk in numbers.chunks(CHUNK) {
            let written = move_chunk(transaction, moving, holder, chunk, stamp).await;
            written.map_err(|error| match error {
                StoreError::NotUnique(_) => StoreError::Clash(Some(holder.entity.clone())),
                other => other,
            })?;
        }
    }
    Ok(())
}

/// The numbers of the records that refer to those that go, by entity; rows of sub-tables count as their record.
async fn holders(
    connection: &mut Connection<'_>,
    moving: &Moving<'_>,
) -> Result<IndexMap<EntityKey, BTreeSet<i64>>, StoreError> {
    let mut holders: IndexMap<EntityKey, BTreeSet<i64>> = IndexMap::new();
    for (entity, field) in &moving.target.referrers {
        let holder = entity.parent.as_ref().unwrap_or(&entity.key);
        if moving.snapshot.compiled(holder.as_str()).is_none() {
            continue;
        }
        let found = connection.numbers(referring(connection.dialect(), entity, field, moving.gone)).await?;
        holders.entry(holder.clone()).or_default().extend(found);
    }
    if let Some(own) = holders.get_mut(&moving.target.entity.key) {
        let merged = |n: &i64| *n == moving.kept || moving.gone.iter().any(|(_, gone)| gone == n);
        own.retain(|n| !merged(n));
    }
    Ok(holders)
}

fn referring(
    dialect: crate::database::Dialect,
    entity: &Entity,
    field: &Field,
    gone: &[(Uuid, i64)],
) -> Statement {
    let mut sql = Statement::start(dialect, "SELECT DISTINCT ");
    sql.push(if entity.parent.is_some() { "t0.\"parent_n\"" } else { "t0.\"n\"" });
    sql.push(" FROM ").name(&names::table(&entity.key)).push(" t0 WHERE t0.\"deleted_at\" IS NULL AND ");
    let among = |sql: &mut Statement| {
        sql.push(" IN (");
        sql.join(gone, ", ", |sql, (_, n)| {
            sql.bind(Bind::Integer(Some(*n)));
        });
        sql.push(")");
    };
    if let Storage::Links(_) = field.kind.rules().storage() {
        sql.push("t0.\"n\" IN (SELECT \"n\" FROM ").name(&names::link_table(entity, field));
        sql.push(" WHERE \"value\"");
        among(&mut sql);
        sql.push(")");
    } else {
        sql.push("t0.").name(&names::column(field, ""));
        among(&mut sql);
    }
    if let Some(parent) = &entity.parent {
        sql.push(" AND t0.\"parent_n\" IN (SELECT \"n\" FROM ").name(&names::table(parent));
        sql.push(" WHERE \"deleted_at\" IS NULL)");
    }
    sql
}

async fn move_chunk(
    transaction: &mut Transaction<'_>,
    moving: &Moving<'_>,
    holder: &Compiled,
    numbers: &[i64],
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let connection = &mut transaction.connection;
    let mut wake = Wake::before(connection, holder, numbers).await?;
    for before in load::whole(internal(Purpose::Write), connection, holder, numbers).await? {
        let mut after = unite::redirected(holder, moving.target, moving.merged, &before);
        compute::formulas(holder, &mut after, &stamp.context());
        after.set_system("version", Value::Integer(before.version() + 1));
        after.set_system("updated_at", Value::Moment(stamp.at));
        after.set_system("updated_by", stamp.actor.map_or(Value::Blank, Value::Id));
        let why = Some(moving.why.clone());
        let revised = Revised { targets: Targets::default(), before, after, why, action: "update" };
        row::write_row(connection, holder, revised, &mut wake, stamp).await?;
    }
    wake.settle(transaction, moving.snapshot, holder, stamp).await
}
