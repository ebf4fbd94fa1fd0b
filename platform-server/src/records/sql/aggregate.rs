//! Measures over groups, as SQL.
//!
//! Shape:  one row per group: the group values, then per measure its parts. An average comes back as an exact sum and a
//!         count and is divided in Rust; sums come back as text so that no float and no overflow is met on the way.
//! Source: DESIGN §5 "Decimals".

use engine_core::{
    entity::Aggregate,
    kinds::{ColumnType, Storage},
    plan::{AggregatePlan, Column, Condition},
};

use super::{
    Alias, Lowering, Statement,
    expression::Scopes,
    select::{Decode, first_decode},
};
use crate::{database::Dialect, records::names};

/// The statement and how its columns decode: each group column, then each measure's columns.
pub fn aggregate(
    dialect: Dialect,
    scopes: &Scopes,
    plan: &AggregatePlan,
    limit: u32,
) -> (Statement, Vec<Decode>) {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT ");
    let mut decode = Vec::new();
    for (i, column) in plan.group_by.iter().enumerate() {
        match is_link(column) {
            true => sql.alias(link_alias(i)).push(".\"value\""),
            false => {
                lowering.value(&mut sql, Lowering::ROOT, column);
                &mut sql
            }
        };
        sql.push(", ");
        decode.push(group_decode(column));
    }
    let integer = Decode { column_type: ColumnType::Integer, scale: 0 };
    for (op, column) in &plan.measures {
        match (op, column) {
            (Aggregate::Count, None) => {
                sql.push("COUNT(*), ");
                decode.push(integer.clone());
            }
            (Aggregate::Count, Some(column)) => {
                sql.push("COUNT(");
                lowering.raw(&mut sql, Lowering::ROOT, column);
                sql.push("), ");
                decode.push(integer.clone());
            }
            (_, None) => {}
            (Aggregate::Sum | Aggregate::Avg, Some(column)) => {
                let scale = first_decode(column).scale;
                sql.push("CAST(SUM(");
                lowering.raw(&mut sql, Lowering::ROOT, column);
                sql.push(") AS TEXT), COUNT(");
                lowering.raw(&mut sql, Lowering::ROOT, column);
                sql.push("), ");
                decode.push(Decode { column_type: ColumnType::Text, scale });
                decode.push(integer.clone());
            }
            (Aggregate::Min | Aggregate::Max, Some(column)) => {
                sql.push(if *op == Aggregate::Min { "MIN(" } else { "MAX(" });
                lowering.raw(&mut sql, Lowering::ROOT, column);
                sql.push("), ");
                decode.push(first_decode(column));
            }
        }
    }
    sql.push("1");
    from(&mut lowering, &mut sql, plan);
    if !plan.group_by.is_empty() {
        let count = i64::try_from(plan.group_by.len()).unwrap_or(i64::MAX);
        sql.push(" GROUP BY ");
        sql.join(1..=count, ", ", |sql, i| {
            sql.number(i);
        });
        sql.push(" ORDER BY ");
        sql.join(1..=count, ", ", |sql, i| {
            sql.number(i).push_for("", " NULLS FIRST");
        });
    }
    sql.push(" LIMIT ").number(i64::from(limit));
    (sql, decode)
}

fn from(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &AggregatePlan) {
    sql.push(" FROM ").name(&names::table(&plan.entity.key)).push(" ").alias(Lowering::ROOT);
    for (i, column) in plan.group_by.iter().enumerate().filter(|(_, c)| is_link(c)) {
        let alias = link_alias(i);
        sql.push(" LEFT JOIN ")
            .name(&names::link_table(&column.entity, &column.field))
            .push(" ")
            .alias(alias);
        sql.push(" ON ").alias(alias).push(".\"n\" = ").alias(Lowering::ROOT).push(".\"n\"");
    }
    sql.push(" WHERE ").alias(Lowering::ROOT).push(".\"deleted_at\" IS NULL");
    if !matches!(plan.condition, Condition::True) {
        sql.push(" AND ");
        lowering.condition(sql, Lowering::ROOT, &plan.condition);
    }
}

fn is_link(column: &Column) -> bool {
    column.hops.is_empty() && matches!(column.field.kind.rules().storage(), Storage::Links(_))
}

/// The alias of the link table of the i-th group column; numbered from above so that no other alias meets it.
fn link_alias(i: usize) -> Alias {
    Alias(u16::MAX - u16::try_from(i).unwrap_or(0))
}

fn group_decode(column: &Column) -> Decode {
    if let (true, Storage::Links(column_type)) = (is_link(column), column.field.kind.rules().storage()) {
        return Decode { column_type, scale: 0 };
    }
    first_decode(column)
}
