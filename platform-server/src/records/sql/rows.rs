//! Many rows for one table.
//!
//! Shape:  columns, and a row of binds each. SQLite takes them one by one through one prepared statement: reading a text
//!         of thousands of placeholders costs it more than running it. PostgreSQL takes many rows in one statement, each
//!         column as an array, so that the text is short and is prepared once however many rows there are.

use super::{Bind, Statement};
use crate::{database::Dialect, records::names::Name};

/// Most rows of one statement, so that those with numbers of a sequence stay within one block of it.
const ROWS: usize = 500;

/// What stands in a row for a column.
#[derive(Clone, Copy)]
enum Place {
    Bound,
    As(&'static str),
    Said(&'static str),
}

/// Rows about to be inserted.
#[derive(Clone)]
pub struct Rows {
    head: Statement,
    places: Vec<Place>,
    number: &'static str,
    rows: Vec<Vec<Bind>>,
}

impl Rows {
    /// No rows yet; `head` is the literal up to the name of the table.
    pub fn new(dialect: Dialect, head: &'static str, table: &Name) -> Rows {
        let mut statement = Statement::start(dialect, head);
        statement.name(table);
        Rows { head: statement, places: Vec::new(), number: "", rows: Vec::new() }
    }

    /// A column whose value each row binds.
    #[must_use]
    pub fn column(self, name: &Name) -> Rows {
        self.place(name, Place::Bound)
    }

    /// Columns whose values each row binds.
    #[must_use]
    pub fn columns(self, names: &[&'static str]) -> Rows {
        names.iter().fold(self, |rows, name| rows.column(&Name::fixed(name)))
    }

    /// A column whose bound text is cast to a type.
    #[must_use]
    pub fn cast(self, name: &Name, to: &'static str) -> Rows {
        self.place(name, Place::As(to))
    }

    /// A column whose value is an expression, bound by no row.
    #[must_use]
    pub fn said(self, name: &Name, expression: &'static str) -> Rows {
        self.place(name, Place::Said(expression))
    }

    /// The column that the database numbers, yielded for each row.
    #[must_use]
    pub fn numbered(mut self, returning: &'static str) -> Rows {
        self.number = returning;
        self
    }

    fn place(mut self, name: &Name, place: Place) -> Rows {
        self.head.push(if self.places.is_empty() { " (" } else { ", " }).name(name);
        self.places.push(place);
        self
    }

    /// Adds a row: a bind for each column that has one.
    pub fn add(&mut self, binds: Vec<Bind>) {
        self.rows.push(binds);
    }

    /// Whether there is nothing to insert.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A statement for each row, yielding the number of its row.
    pub fn one_by_one(self) -> impl Iterator<Item = Statement> {
        let Rows { head, places, number, rows } = self;
        rows.into_iter().map(move |binds| {
            let mut sql = head.clone();
            sql.push(") VALUES ");
            row(&mut sql, &places, binds);
            sql.push(number);
            sql
        })
    }

    /// Whether there is one row.
    pub(in crate::records) fn is_one(&self) -> bool {
        self.rows.len() == 1
    }

    /// Statements of many rows for PostgreSQL, each yielding the numbers of its rows, and what is bound: an array for
    /// every column.
    pub(in crate::records) fn gathered(self) -> impl Iterator<Item = (String, Vec<Vec<Bind>>)> {
        let Rows { head, places, number, rows } = self;
        let bound = places.iter().filter(|place| !matches!(place, Place::Said(_))).count();
        let mut rows = rows.into_iter().peekable();
        std::iter::from_fn(move || {
            rows.peek()?;
            let mut columns: Vec<Vec<Bind>> = (0..bound).map(|_| Vec::with_capacity(ROWS)).collect();
            for row in rows.by_ref().take(ROWS) {
                assert_eq!(row.len(), bound, "a row binds each of its columns");
                columns.iter_mut().zip(row).for_each(|(column, bind)| column.push(bind));
            }
            Some((selected(&head, &places, &columns, number), columns))
        })
    }

    /// The text for one row, and the binds of each.
    pub(in crate::records) fn apart(self) -> (String, Vec<Vec<Bind>>) {
        let Rows { mut head, places, rows, .. } = self;
        head.push(") VALUES ");
        row(&mut head, &places, std::iter::repeat_n(Bind::Text(None), places.len()));
        (head.finish().0, rows)
    }
}

fn row(sql: &mut Statement, places: &[Place], binds: impl IntoIterator<Item = Bind>) {
    let mut binds = binds.into_iter();
    let mut next = || binds.next().expect("a row binds each of its columns");
    sql.push("(");
    sql.join(places, ", ", |sql, place| match place {
        Place::Bound => {
            sql.bind(next());
        }
        Place::As(to) => {
            sql.push("CAST(").bind(next()).push(" AS ").push(to).push(")");
        }
        Place::Said(expression) => {
            sql.push(expression);
        }
    });
    sql.push(")");
}

fn selected(head: &Statement, places: &[Place], columns: &[Vec<Bind>], number: &'static str) -> String {
    let mut sql = head.clone();
    sql.push(") SELECT ");
    let mut at = 0;
    sql.join(places, ", ", |sql, place| {
        at += i64::from(!matches!(place, Place::Said(_)));
        match place {
            Place::Bound => sql.push("v.c").number(at),
            Place::As(to) => sql.push("CAST(v.c").number(at).push(" AS ").push(to).push(")"),
            Place::Said(expression) => sql.push(expression),
        };
    });
    sql.push(" FROM unnest(");
    sql.join((1..).zip(columns), ", ", |sql, (at, column)| {
        sql.push("$").number(at).push("::").push(array_type(kind(column)));
    });
    sql.push(") AS v(");
    sql.join((1..).zip(columns), ", ", |sql, (at, _)| {
        sql.push("c").number(at);
    });
    sql.push(")").push(number);
    sql.finish().0
}

/// A bind that says of what type a column is: one with a value, where there is one.
pub(in crate::records) fn kind(column: &[Bind]) -> &Bind {
    column.iter().find(|bind| !bind.is_null()).or(column.first()).unwrap_or(&Bind::Text(None))
}

fn array_type(of: &Bind) -> &'static str {
    match of {
        Bind::Text(_) | Bind::Json(_) => "text[]",
        Bind::Integer(_) => "bigint[]",
        Bind::Decimal(..) => "numeric[]",
        Bind::Boolean(_) => "boolean[]",
        Bind::Date(_) => "date[]",
        Bind::Moment(_) => "timestamptz[]",
        Bind::Id(_) => "uuid[]",
        Bind::Bytes(_) => "bytea[]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_are_an_array_for_each_column() {
        let mut rows = Rows::new(Dialect::Postgres, "INSERT INTO ", &Name::fixed("places"))
            .columns(&["rank", "name"])
            .said(&Name::fixed("made"), "now()")
            .cast(&Name::fixed("words"), "tsvector")
            .numbered(" RETURNING \"n\"");
        for at in 0..501 {
            let name = (at == 500).then(|| "湖".to_owned());
            rows.add(vec![Bind::Integer((at == 1).then_some(at)), Bind::Text(name), Bind::Text(None)]);
        }
        let statements: Vec<_> = rows.gathered().collect();
        let text = "INSERT INTO \"places\" (\"rank\", \"name\", \"made\", \"words\") \
            SELECT v.c1, v.c2, now(), CAST(v.c3 AS tsvector) \
            FROM unnest($1::bigint[], $2::text[], $3::text[]) AS v(c1, c2, c3) RETURNING \"n\"";
        assert_eq!(statements.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), [text, text]);
        let [(_, first), (_, last)] = &statements[..] else { panic!("500 rows are one statement") };
        assert_eq!((first.len(), first[0].len(), &first[0][1]), (3, 500, &Bind::Integer(Some(1))));
        assert_eq!(last[1], [Bind::Text(Some("湖".to_owned()))]);
    }
}
