//! A page of a list in pieces, each one walk along an index.
//!
//! Shape:  what comes after the cursor as one or two segments and, where it pays, before them the first rows of the first
//!         one, compared one by one.
//! Source: DESIGN §5; measured in docs/perf.md.

use engine_core::{
    kinds::Kind,
    plan::{Column, Comparison, Condition, Direction, Plan, Test},
    value::Value,
};

use super::{
    Bind, Statement, codec,
    expression::Lowering,
    select::{order, order_gathered, sort_value, tie},
    words,
};
use crate::{database::Dialect, records::names};

/// A part of the list that one walk along an index yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment {
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
}

/// Which rows of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// The first ones, each compared: what is found often fills a page from them, without full text first gathering all
    /// it ever knew.
    First,
    /// All, once these did not fill the page.
    Further,
    /// All.
    All,
}

/// Rows of a segment, by one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub segment: Segment,
    pub rows: Rows,
}

/// Rows that are compared one by one before full text is asked. What is found more rarely, full text gathers soon enough,
/// even of a million: SQLite has found 20,000 in some ten milliseconds.
const FIRST_ON_SQLITE: i64 = 1_000;
/// PostgreSQL then reads the row of each from its table.
const FIRST_ON_POSTGRES: i64 = 4_000;

const fn first(dialect: Dialect) -> i64 {
    match dialect {
        Dialect::Sqlite => FIRST_ON_SQLITE,
        Dialect::Postgres => FIRST_ON_POSTGRES,
    }
}

/// The pieces of a page, each tried until it is full. Records of an earlier piece come again in a later one.
pub(super) fn pieces(dialect: Dialect, plan: &Plan) -> Vec<Piece> {
    let segments = segments(plan);
    let piece = |rows: Rows| move |segment: &Segment| Piece { segment: *segment, rows };
    if !compared_first(dialect, plan) {
        return segments.iter().map(piece(Rows::All)).collect();
    }
    segments.iter().take(1).map(piece(Rows::First)).chain(segments.iter().map(piece(Rows::Further))).collect()
}

fn segments(plan: &Plan) -> Vec<Segment> {
    let Some((values, _)) = &plan.after else { return vec![Segment::Whole] };
    match (plan.sort.first(), values.first().is_none_or(Value::is_blank)) {
        (None, _) => vec![Segment::Numbered],
        (Some((_, Direction::Ascending)), true) => vec![Segment::Blank, Segment::AllFilled],
        (Some((_, Direction::Ascending)), false) => vec![Segment::Filled],
        (Some((_, Direction::Descending)), false) => vec![Segment::Filled, Segment::AllBlank],
        (Some((_, Direction::Descending)), true) => vec![Segment::Blank],
    }
}

/// Whether the first rows are cheap to come by and tell by themselves whether they are looked for. SQLite's full text
/// says nothing about single records, only about the newest.
fn compared_first(dialect: Dialect, plan: &Plan) -> bool {
    let found = match &plan.search {
        Some(_) => dialect == Dialect::Postgres || plan.sort.is_empty(),
        None => by_full_text(dialect, &plan.condition),
    };
    found && along_an_index(plan)
}

/// Whether an index yields the rows in their order.
fn along_an_index(plan: &Plan) -> bool {
    let indexed = |column: &Column| {
        let alone = |index: &Vec<_>| index.len() == 1 && index[0] == column.field.key;
        column.hops.is_empty()
            && column.part.is_empty()
            && column.term.is_none()
            && (column.field.unique || plan.entity.indexes.iter().any(alone))
    };
    match plan.sort.as_slice() {
        [] => !plan.deleted,
        [(column, _)] => !plan.deleted && indexed(column),
        _ => false,
    }
}

/// Whether every record of a condition holds a part of a text that full text can find.
fn by_full_text(dialect: Dialect, condition: &Condition) -> bool {
    match condition {
        Condition::And(all) => all.iter().any(|condition| by_full_text(dialect, condition)),
        Condition::Test(Test { column, comparison: Comparison::Contains(part) }) => {
            super::condition::in_full_text(column) && words::substring(dialect, part).is_some()
        }
        _ => false,
    }
}

/// What full text is asked for what somebody typed, when anything can be found.
pub(super) fn search_query(dialect: Dialect, plan: &Plan) -> Option<String> {
    let searched = plan.entity.fields.values().any(|field| field.search);
    plan.search.as_ref().filter(|_| searched).and_then(|typed| words::query(dialect, typed))
}

/// Appends whether a record lies in the recycle bin, as the plan wants it.
pub(super) fn living(sql: &mut Statement, plan: &Plan) {
    sql.alias(Lowering::ROOT);
    sql.push(if plan.deleted { ".\"deleted_at\" IS NOT NULL" } else { ".\"deleted_at\" IS NULL" });
}

impl Piece {
    /// Appends the table of the piece's rows: the entity's own or, for the first rows, a query with a limit, in which
    /// neither database looks for what is asked outside of it. SQLite copies every column of each of its rows, and needs
    /// no such query where the numbers themselves tell which rows are the first.
    pub(super) fn from(self, lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
        let table = names::table(&plan.entity.key);
        if self.rows == Rows::First && !self.by_number(sql.dialect(), plan) {
            sql.push("(SELECT * FROM ").name(&table).push(" ").alias(Lowering::ROOT).push(" WHERE ");
            living(sql, plan);
            self.segment.apply(lowering, sql, plan);
            order(lowering, sql, plan);
            let rows = first(sql.dialect());
            sql.push(" LIMIT ").number(rows).push(")");
        } else {
            sql.name(&table);
        }
        sql.push(" ").alias(Lowering::ROOT);
    }

    /// Appends which rows of that table come after the cursor and, where it is the entity's own, are among the first.
    pub(super) fn bound(self, lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
        let by_number = self.by_number(sql.dialect(), plan);
        if self.rows != Rows::First || by_number {
            self.segment.apply(lowering, sql, plan);
        }
        if by_number {
            sql.push(" AND ").alias(Lowering::ROOT).push(".\"n\" > ");
            floor(sql, plan);
        }
    }

    /// Whether the first rows are those above a number.
    fn by_number(self, dialect: Dialect, plan: &Plan) -> bool {
        self.rows == Rows::First && dialect == Dialect::Sqlite && plan.sort.is_empty()
    }

    /// Appends the order of the piece's rows.
    pub(super) fn order(self, lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
        match (self.rows, sql.dialect()) {
            (Rows::Further, Dialect::Postgres) => order_gathered(lowering, sql, plan),
            _ => order(lowering, sql, plan),
        }
    }

    /// Appends that full text finds what was typed. Among the newest records it need not look further down than they go.
    pub(super) fn search(self, lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
        let Some(query) = search_query(sql.dialect(), plan) else {
            sql.push("1 = 0");
            return;
        };
        let floor: &dyn Fn(&mut Statement) = &|sql| floor(sql, plan);
        lowering.full_text(
            sql,
            Lowering::ROOT,
            &plan.entity,
            query,
            (self.rows == Rows::First).then_some(floor),
        );
    }
}

/// Appends the number below those of the newest records, or of those after the cursor.
fn floor(sql: &mut Statement, plan: &Plan) {
    match &plan.after {
        Some((_, n)) => {
            sql.bind(Bind::Integer(Some(n.saturating_sub(first(sql.dialect())))));
        }
        None => {
            sql.push("(SELECT MAX(\"n\") FROM ").name(&names::table(&plan.entity.key)).push(") - ");
            sql.number(first(sql.dialect()));
        }
    }
}

impl Segment {
    fn apply(&self, lowering: &mut Lowering<'_>, sql: &mut Statement, plan: &Plan) {
        let Some((values, n)) = &plan.after else { return };
        match (self, plan.sort.first()) {
            (Segment::Whole, _) => {}
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
    match &codec::column(column) {
        Some(c) if !codec::sorts_apart(&column.field) && kind != Kind::Reference => {
            sql.bind(codec::bind(c, value))
        }
        _ => sql.bind(Bind::from(value)),
    };
}
