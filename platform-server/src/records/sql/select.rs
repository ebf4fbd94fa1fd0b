//! A plan as SQL: lists with keyset paging, single records.
//!
//! Shape:  a page is a few statements run in order until it is full, see `segment.rs`.
//! Source: DESIGN §5 "Lists use keyset cursors and never count before the first row".

use engine_core::{
    kinds::ColumnType,
    plan::{Column, Condition, Direction, Plan},
    value::Value,
};

use super::{
    Alias, Lowering, Statement, codec,
    expression::{Scopes, is_number},
    segment::{Piece, Rows, Segment, living, pieces},
};
use crate::{database::Dialect, records::names};

/// One column of a result and how to decode it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decode {
    /// Type of the column.
    pub column_type: ColumnType,
    /// Decimal places, for decimals.
    pub scale: u32,
}

/// The statements of a page, each tried until the page is full, and how their columns decode: first `n`, then the sort
/// values, then the columns of each selected field.
pub struct PageQuery {
    /// In order.
    pub segments: Vec<Statement>,
    /// Of every column.
    pub decode: Vec<Decode>,
}

/// Composes the page of a plan.
pub fn page(dialect: Dialect, scopes: &Scopes, plan: &Plan) -> PageQuery {
    let segments = pieces(dialect, plan)
        .into_iter()
        .map(|piece| {
            let mut lowering = Lowering::new(dialect, scopes);
            lowering.with_full_text = piece.rows != Rows::First;
            let mut sql = Statement::new(dialect);
            select_list(&mut lowering, &mut sql, plan);
            from_where(&mut lowering, &mut sql, plan, piece);
            piece.order(&mut lowering, &mut sql, plan);
            sql.push(" LIMIT ").number(i64::from(plan.limit) + 1);
            sql
        })
        .collect();
    PageQuery { segments, decode: decode(plan) }
}

/// Everything a plan has, wherever its page begins.
const WHOLE: Piece = Piece { segment: Segment::Whole, rows: Rows::All };

/// Composes the exact count of a plan's records, page and sort aside.
pub fn count(dialect: Dialect, scopes: &Scopes, plan: &Plan) -> Statement {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT COUNT(*)");
    from_where(&mut lowering, &mut sql, plan, WHOLE);
    sql
}

/// Composes a count that stops at a limit.
pub fn count_up_to(dialect: Dialect, scopes: &Scopes, plan: &Plan, limit: i64) -> Statement {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT COUNT(*) FROM (SELECT 1");
    from_where(&mut lowering, &mut sql, plan, WHOLE);
    sql.push(" LIMIT ").number(limit).push(") AS counted");
    sql
}

/// Composes the ids of every record of a plan, oldest first.
pub fn ids(dialect: Dialect, scopes: &Scopes, plan: &Plan) -> Statement {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT t0.\"id\"");
    from_where(&mut lowering, &mut sql, plan, WHOLE);
    sql.push(" ORDER BY t0.\"n\"");
    sql
}

/// How the columns of a page decode.
fn decode(plan: &Plan) -> Vec<Decode> {
    let mut all = vec![Decode { column_type: ColumnType::Integer, scale: 0 }];
    all.extend(plan.sort.iter().map(|(column, _)| sort_decode(column)));
    for column in &plan.select {
        all.extend(select_decode(column));
    }
    all
}

/// How the columns of one selected field decode.
pub fn select_decode(column: &Column) -> Vec<Decode> {
    if is_number(column) {
        return vec![Decode { column_type: ColumnType::Id, scale: 0 }];
    }
    codec::columns(&column.field)
        .into_iter()
        .map(|c| Decode { column_type: c.column_type, scale: c.scale })
        .collect()
}

/// Whether a value may stand for a column where a page ended; a cursor comes back from outside.
pub fn sorts_as(column: &Column, value: &Value) -> bool {
    match (sort_decode(column).column_type, value) {
        (_, Value::Blank)
        | (ColumnType::Integer, Value::Integer(_) | Value::Time(_))
        | (ColumnType::Decimal, Value::Decimal(_))
        | (ColumnType::Boolean, Value::Boolean(_))
        | (ColumnType::Date, Value::Date(_))
        | (ColumnType::Moment, Value::Moment(_))
        | (ColumnType::Id, Value::Id(_)) => true,
        (ColumnType::Text, Value::Text(text)) => !text.contains('\0'),
        _ => false,
    }
}

fn sort_decode(column: &Column) -> Decode {
    if codec::sorts_apart(&column.field) || is_number(column) {
        let column_type = if is_number(column) { ColumnType::Integer } else { ColumnType::Text };
        return Decode { column_type, scale: 0 };
    }
    first_decode(column)
}

/// How the one column that a path ends at decodes.
pub fn first_decode(column: &Column) -> Decode {
    if is_number(column) {
        return Decode { column_type: ColumnType::Id, scale: 0 };
    }
    let stored = codec::column(column);
    stored.map_or(Decode { column_type: ColumnType::Text, scale: 0 }, |stored| Decode {
        column_type: stored.column_type,
        scale: stored.scale,
    })
}

fn select_list(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
    sql.push("SELECT ").alias(Lowering::ROOT).push(".\"n\"");
    for (column, _) in &plan.sort {
        sql.push(", ");
        sort_value(lowering, sql, column);
    }
    for column in &plan.select {
        selected(lowering, sql, Lowering::ROOT, column);
    }
}

/// Appends `, value` for each column of a selected field.
pub fn selected(lowering: &mut Lowering<'_>, sql: &mut Statement, alias: Alias, column: &Column) {
    if is_number(column) {
        sql.push(", ");
        lowering.value(sql, alias, column);
        return;
    }
    for physical in codec::columns(&column.field) {
        sql.push(", ");
        lowering.through(sql, alias, column, column.hops.len(), &mut |sql, at| {
            sql.column(at, &physical.name);
        });
    }
}

fn from_where(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan, piece: Piece) {
    sql.push(" FROM ");
    piece.from(lowering, sql, plan);
    sql.push(" WHERE ");
    living(sql, plan);
    if plan.search.is_some() {
        sql.push(" AND ");
        piece.search(lowering, sql, plan);
    }
    if !matches!(plan.condition, Condition::True) {
        sql.push(" AND ");
        lowering.condition(sql, Lowering::ROOT, &plan.condition);
    }
    piece.bound(lowering, sql, plan);
}

pub(super) fn sort_value(lowering: &mut Lowering<'_>, sql: &mut Statement, column: &Column) {
    if column.term.is_some() {
        let spell =
            if codec::sorts_apart(&column.field) { engine_core::text::sort_key } else { str::to_owned };
        lowering.spelled(sql, Lowering::ROOT, column, spell);
    } else if codec::sorts_apart(&column.field) && column.part.is_empty() {
        let name = names::sort_column(&column.field);
        lowering.through(sql, Lowering::ROOT, column, column.hops.len(), &mut |sql, at| {
            sql.column(at, &name);
        });
    } else {
        lowering.raw(sql, Lowering::ROOT, column);
    }
}

pub(super) fn tie(plan: &Plan) -> Direction {
    plan.sort.last().map_or(Direction::Descending, |(_, direction)| *direction)
}

pub(super) fn order(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
    sql.push(" ORDER BY ");
    for (column, direction) in &plan.sort {
        sort_value(lowering, sql, column);
        sql.push(nulls(sql.dialect(), *direction)).push(", ");
    }
    sql.alias(Lowering::ROOT).push(".\"n\"");
    if tie(plan) == Direction::Descending {
        sql.push(" DESC");
    }
}

/// The same order, spelled so that PostgreSQL does not walk along an index for it. It would for words that it takes for
/// common, and look at every record there is where they are not.
pub(super) fn order_gathered(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
    sql.push(" ORDER BY ");
    for (column, direction) in &plan.sort {
        sql.push("COALESCE(");
        sort_value(lowering, sql, column);
        sql.push(", ");
        sort_value(lowering, sql, column);
        let nulls = nulls(sql.dialect(), *direction);
        sql.push(")").push(nulls).push(", ");
    }
    sql.alias(Lowering::ROOT).push(".\"n\" + 0");
    if tie(plan) == Direction::Descending {
        sql.push(" DESC");
    }
}

/// Blanks are the least.
fn nulls(dialect: Dialect, direction: Direction) -> &'static str {
    match (dialect, direction) {
        (Dialect::Sqlite, Direction::Ascending) => "",
        (Dialect::Sqlite, Direction::Descending) => " DESC",
        (Dialect::Postgres, Direction::Ascending) => " NULLS FIRST",
        (Dialect::Postgres, Direction::Descending) => " DESC NULLS LAST",
    }
}
