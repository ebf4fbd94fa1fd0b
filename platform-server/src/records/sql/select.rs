//! A plan as SQL: lists with keyset paging, single records.
//!
//! Shape:  a page is one or two statements run in order until it is full: paging past a blank sort value splits the
//!         list where blanks begin, so that each part is one walk along an index.
//! Source: DESIGN §5 "Lists use keyset cursors and never count before the first row".

use engine_core::{
    kinds::{ColumnType, Kind},
    plan::{Column, Comparison, Condition, Direction, Plan, Test},
    value::Value,
};

use super::{
    Alias, Bind, Lowering, Statement, codec,
    expression::{Scopes, is_number},
    words,
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
    let segments = segments(dialect, plan)
        .into_iter()
        .map(|segment| {
            let mut lowering = Lowering::new(dialect, scopes);
            lowering.with_full_text = !matches!(segment, Segment::Recent);
            let mut sql = Statement::new(dialect);
            select_list(&mut lowering, &mut sql, plan);
            from_where(&mut lowering, &mut sql, plan);
            segment.apply(&mut lowering, &mut sql, plan);
            order(&mut lowering, &mut sql, plan);
            sql.push(" LIMIT ").number(i64::from(plan.limit) + 1);
            sql
        })
        .collect();
    PageQuery { segments, decode: decode(plan) }
}

/// Composes the exact count of a plan's records, page and sort aside.
pub fn count(dialect: Dialect, scopes: &Scopes, plan: &Plan) -> Statement {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT COUNT(*)");
    from_where(&mut lowering, &mut sql, plan);
    sql
}

/// Composes a count that stops at a limit.
pub fn count_up_to(dialect: Dialect, scopes: &Scopes, plan: &Plan, limit: i64) -> Statement {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT COUNT(*) FROM (SELECT 1");
    from_where(&mut lowering, &mut sql, plan);
    sql.push(" LIMIT ").number(limit).push(") AS counted");
    sql
}

/// Composes the ids of every record of a plan, oldest first.
pub fn ids(dialect: Dialect, scopes: &Scopes, plan: &Plan) -> Statement {
    let mut lowering = Lowering::new(dialect, scopes);
    let mut sql = Statement::start(dialect, "SELECT t0.\"id\"");
    from_where(&mut lowering, &mut sql, plan);
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
    select_decode(column).into_iter().next().unwrap_or(Decode { column_type: ColumnType::Text, scale: 0 })
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

fn from_where(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
    sql.push(" FROM ").name(&names::table(&plan.entity.key)).push(" ").alias(Lowering::ROOT);
    sql.push(" WHERE ").alias(Lowering::ROOT);
    sql.push(if plan.deleted { ".\"deleted_at\" IS NOT NULL" } else { ".\"deleted_at\" IS NULL" });
    if let Some(typed) = &plan.search {
        sql.push(" AND ");
        let searched = plan.entity.fields.values().any(|field| field.search);
        match words::query(sql.dialect(), typed).filter(|_| searched) {
            Some(query) => lowering.full_text(sql, Lowering::ROOT, &plan.entity, query),
            None => {
                sql.push("1 = 0");
            }
        }
    }
    if !matches!(plan.condition, Condition::True) {
        sql.push(" AND ");
        lowering.condition(sql, Lowering::ROOT, &plan.condition);
    }
}

fn sort_value(lowering: &mut Lowering<'_>, sql: &mut Statement, column: &Column) {
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

fn tie(plan: &Plan) -> Direction {
    plan.sort.last().map_or(Direction::Descending, |(_, direction)| *direction)
}

fn order(lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
    sql.push(" ORDER BY ");
    for (column, direction) in &plan.sort {
        sort_value(lowering, sql, column);
        match direction {
            Direction::Ascending => sql.push_for(", ", " NULLS FIRST, "),
            Direction::Descending => sql.push_for(" DESC, ", " DESC NULLS LAST, "),
        };
    }
    sql.alias(Lowering::ROOT).push(".\"n\"");
    if tie(plan) == Direction::Descending {
        sql.push(" DESC");
    }
}

/// A part of the list that one walk along an index yields.
enum Segment {
    /// From the top.
    Whole,
    /// After the cursor, where the first sort value is not blank.
    Filled,
    /// After the cursor, among records whose first sort value is blank.
    Blank,
    /// Every record whose first sort value is not blank.
    AllFilled,
    /// Every record whose first sort value is blank.
    AllBlank,
    /// After the cursor of a list without sort columns.
    Numbered,
    /// The newest records of a list without sort columns, or those right after its cursor: what is found often fills a
    /// page from them, without full text first gathering all it ever knew.
    Recent,
    /// The records behind those.
    Older,
}

/// Records that are compared one by one before full text is asked. What is found in fewer than one of fifty leaves full
/// text some ten milliseconds to gather, even of a million; comparing these takes a fraction of one.
const RECENT: i64 = 1_000;

fn segments(dialect: Dialect, plan: &Plan) -> Vec<Segment> {
    if dialect == Dialect::Sqlite
        && plan.sort.is_empty()
        && plan.search.is_none()
        && by_full_text(&plan.condition)
    {
        return vec![Segment::Recent, Segment::Older];
    }
    let Some((values, _)) = &plan.after else { return vec![Segment::Whole] };
    match (plan.sort.first(), values.first().is_none_or(Value::is_blank)) {
        (None, _) => vec![Segment::Numbered],
        (Some((_, Direction::Ascending)), true) => vec![Segment::Blank, Segment::AllFilled],
        (Some((_, Direction::Ascending)), false) => vec![Segment::Filled],
        (Some((_, Direction::Descending)), false) => vec![Segment::Filled, Segment::AllBlank],
        (Some((_, Direction::Descending)), true) => vec![Segment::Blank],
    }
}

/// Whether every record of a condition holds a part of a text that full text can find.
fn by_full_text(condition: &Condition) -> bool {
    match condition {
        Condition::And(all) => all.iter().any(by_full_text),
        Condition::Test(Test { column, comparison: Comparison::Contains(part) }) => {
            super::condition::in_full_text(column) && words::substring(Dialect::Sqlite, part).is_some()
        }
        _ => false,
    }
}

/// Appends that a record is newer than the last of the recent ones, or not.
fn bounded(sql: &mut Statement, plan: &Plan, newer: bool) {
    sql.push(" AND ").alias(Lowering::ROOT);
    sql.push(if newer { ".\"n\" > " } else { ".\"n\" <= " });
    match &plan.after {
        Some((_, n)) => {
            sql.bind(Bind::Integer(Some(n.saturating_sub(RECENT))));
            if newer {
                sql.push(" AND ").alias(Lowering::ROOT).push(".\"n\" < ").bind(Bind::Integer(Some(*n)));
            }
        }
        None => {
            sql.push("(SELECT MAX(\"n\") FROM ").name(&names::table(&plan.entity.key)).push(") - ");
            sql.number(RECENT);
        }
    }
}

impl Segment {
    fn apply(&self, lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
        match self {
            Segment::Recent => return bounded(sql, plan, true),
            Segment::Older => return bounded(sql, plan, false),
            _ => {}
        }
        let Some((values, n)) = &plan.after else { return };
        match (self, plan.sort.first()) {
            (Segment::Whole | Segment::Recent | Segment::Older, _) => {}
            (Segment::Numbered, _) => {
                sql.push(" AND ").alias(Lowering::ROOT).push(".\"n\" < ").bind(Bind::Integer(Some(*n)));
            }
            (Segment::AllFilled, Some((column, _))) => {
                sql.push(" AND ");
                sort_value(lowering, sql, column);
                sql.push(" IS NOT NULL");
            }
            (Segment::AllBlank, Some((column, _))) => {
                sql.push(" AND ");
                sort_value(lowering, sql, column);
                sql.push(" IS NULL");
            }
            (Segment::Blank, Some((column, _))) => {
                sql.push(" AND ");
                sort_value(lowering, sql, column);
                sql.push(" IS NULL AND ");
                after(lowering, sql, plan, values, *n, 1);
            }
            (Segment::Filled, Some((column, direction))) => {
                sql.push(" AND ");
                sort_value(lowering, sql, column);
                sql.push(if *direction == Direction::Ascending { " >= " } else { " <= " });
                sort_bind(sql, column, &values[0]);
                sql.push(" AND (");
                sort_value(lowering, sql, column);
                sql.push(if *direction == Direction::Ascending { " > " } else { " < " });
                sort_bind(sql, column, &values[0]);
                sql.push(" OR ");
                after(lowering, sql, plan, values, *n, 1);
                sql.push(")");
            }
            (_, None) => {}
        }
    }
}

/// Appends that a record comes after the cursor by its sort columns from `index` on, then by its number.
fn after(
    lowering: &mut Lowering<'_>,
    sql: &mut Statement,
    plan: &Plan,
    values: &[Value],
    n: i64,
    index: usize,
) {
    let Some((column, direction)) = plan.sort.get(index) else {
        sql.alias(Lowering::ROOT).push(".\"n\"");
        sql.push(if tie(plan) == Direction::Ascending { " > " } else { " < " });
        sql.bind(Bind::Integer(Some(n)));
        return;
    };
    let value = values.get(index).filter(|v| !v.is_blank());
    let same = |lowering: &mut Lowering<'_>, sql: &mut Statement| {
        sort_value(lowering, sql, column);
        match value {
            Some(value) => {
                sql.push(" = ");
                sort_bind(sql, column, value);
            }
            None => {
                sql.push(" IS NULL");
            }
        }
    };
    sql.push("(");
    let further = match (direction, value) {
        (Direction::Ascending, Some(value)) => {
            sort_value(lowering, sql, column);
            sql.push(" > ");
            sort_bind(sql, column, value);
            true
        }
        (Direction::Ascending, None) => {
            sort_value(lowering, sql, column);
            sql.push(" IS NOT NULL");
            true
        }
        (Direction::Descending, Some(value)) => {
            sort_value(lowering, sql, column);
            sql.push(" < ");
            sort_bind(sql, column, value);
            sql.push(" OR ");
            sort_value(lowering, sql, column);
            sql.push(" IS NULL");
            true
        }
        (Direction::Descending, None) => false,
    };
    if further {
        sql.push(" OR ");
    }
    sql.push("(");
    same(lowering, sql);
    sql.push(" AND ");
    after(lowering, sql, plan, values, n, index + 1);
    sql.push("))");
}

/// A value of the cursor, as the sort column stores it.
fn sort_bind(sql: &mut Statement, column: &Column, value: &Value) {
    let kind = column.shape().kind;
    let physical = codec::columns(&column.field);
    match physical.iter().find(|c| c.name == names::column(&column.field, column.part)) {
        Some(c) if !codec::sorts_apart(&column.field) && kind != Kind::Reference => {
            sql.bind(codec::bind(c, value))
        }
        _ => sql.bind(Bind::from(value)),
    };
}
