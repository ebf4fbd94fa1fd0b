//! Many rows for one table.
//!
//! Shape:  columns, and a row of binds each. SQLite takes them one by one through one prepared statement: reading a text
//!         of thousands of placeholders costs it more than running it. PostgreSQL takes statements of many rows.

use super::{Bind, Statement};
use crate::{database::Dialect, records::names::Name};

/// Most binds of one statement; SQLite allows 32,766.
const BINDS: usize = 30_000;
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

    /// Statements of many rows, each yielding the numbers of its rows.
    pub fn together(self) -> impl Iterator<Item = Statement> {
        let Rows { head, places, number, rows } = self;
        let most = (BINDS / places.len().max(1)).clamp(1, ROWS);
        let mut rows = rows.into_iter().peekable();
        std::iter::from_fn(move || {
            rows.peek()?;
            let mut sql = head.clone();
            sql.push(") VALUES ");
            sql.join(rows.by_ref().take(most), ", ", |sql, binds| row(sql, &places, binds));
            sql.push(number);
            Some(sql)
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
