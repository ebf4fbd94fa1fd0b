//! A statement under construction.

use std::fmt::Write as _;

use engine_core::{
    moment::{Date, Moment},
    value::Value,
};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{database::Dialect, records::names::Name};

/// Where a bind stands until the statement is finished; no literal of ours holds one.
const MARK: char = '?';

/// A value beside the text.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is the plain type; an absent value is a typed NULL")]
pub enum Bind {
    Text(Option<String>),
    Integer(Option<i64>),
    Decimal(Option<Decimal>, u32),
    Boolean(Option<bool>),
    Date(Option<Date>),
    Moment(Option<Moment>),
    Id(Option<Uuid>),
    Json(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Bind {
    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        match self {
            Bind::Text(v) | Bind::Json(v) => v.is_none(),
            Bind::Integer(v) => v.is_none(),
            Bind::Decimal(v, _) => v.is_none(),
            Bind::Boolean(v) => v.is_none(),
            Bind::Date(v) => v.is_none(),
            Bind::Moment(v) => v.is_none(),
            Bind::Id(v) => v.is_none(),
            Bind::Bytes(v) => v.is_none(),
        }
    }
}

impl From<&Value> for Bind {
    /// Values whose column type follows from themselves; decimals keep their own scale.
    fn from(value: &Value) -> Bind {
        match value {
            Value::Text(text) => Bind::Text(Some(text.clone())),
            Value::Integer(n) => Bind::Integer(Some(*n)),
            Value::Decimal(d) => Bind::Decimal(Some(*d), d.scale()),
            Value::Money(m) => Bind::Decimal(Some(m.amount), m.amount.scale()),
            Value::Boolean(b) => Bind::Boolean(Some(*b)),
            Value::Date(d) => Bind::Date(Some(*d)),
            Value::Time(t) => Bind::Integer(Some(i64::from(t.0))),
            Value::Moment(m) => Bind::Moment(Some(*m)),
            Value::Id(id) => Bind::Id(Some(*id)),
            Value::Blank
            | Value::DateRange(_)
            | Value::GeoPoint(_)
            | Value::Json(_)
            | Value::Address(_)
            | Value::Files(_)
            | Value::List(_)
            | Value::Rows(_) => Bind::Text(None),
        }
    }
}

/// SQL text and its binds.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    dialect: Dialect,
    text: String,
    binds: Vec<Bind>,
    by_values: bool,
}

impl Statement {
    /// An empty statement.
    pub fn new(dialect: Dialect) -> Statement {
        Statement { dialect, text: String::with_capacity(256), binds: Vec::new(), by_values: false }
    }

    /// A statement that starts with a literal.
    pub fn start(dialect: Dialect, text: &'static str) -> Statement {
        let mut statement = Statement::new(dialect);
        statement.push(text);
        statement
    }

    /// Whose SQL this is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Says that the best way to run it hangs on the values bound, as with words that are rare or common: PostgreSQL
    /// shall choose it each time, not once for all.
    pub fn hangs_on_values(&mut self) -> &mut Statement {
        self.by_values = true;
        self
    }

    /// Whether one way to run it serves whatever is bound.
    pub fn runs_alike(&self) -> bool {
        !self.by_values
    }

    /// The finished text, placeholders numbered for PostgreSQL, and its binds.
    pub fn finish(self) -> (String, Vec<Bind>) {
        if self.dialect == Dialect::Sqlite {
            return (self.text, self.binds);
        }
        let mut text = String::with_capacity(self.text.len() + self.binds.len() * 2);
        let mut number = 0;
        for piece in self.text.split_inclusive(MARK) {
            match piece.strip_suffix(MARK) {
                Some(before) => {
                    number += 1;
                    write!(text, "{before}${number}").expect("writing to a string cannot fail");
                }
                None => text.push_str(piece),
            }
        }
        (text, self.binds)
    }

    /// Appends a statement built on its own.
    pub fn append(&mut self, other: Statement) -> &mut Statement {
        self.text.push_str(&other.text);
        self.binds.extend(other.binds);
        self.by_values |= other.by_values;
        self
    }

    /// Appends a literal.
    pub fn push(&mut self, text: &'static str) -> &mut Statement {
        self.text.push_str(text);
        self
    }

    /// Appends one of two literals.
    pub fn push_for(&mut self, sqlite: &'static str, postgres: &'static str) -> &mut Statement {
        self.push(match self.dialect {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        })
    }

    /// Appends a quoted name.
    pub fn name(&mut self, name: &Name) -> &mut Statement {
        write!(self.text, "{name}").expect("writing to a string cannot fail");
        self
    }

    /// Appends `alias."name"`, where the alias is `t` and a number.
    pub fn column(&mut self, alias: Alias, name: &Name) -> &mut Statement {
        write!(self.text, "t{}.{name}", alias.0).expect("writing to a string cannot fail");
        self
    }

    /// Appends an alias.
    pub fn alias(&mut self, alias: Alias) -> &mut Statement {
        write!(self.text, "t{}", alias.0).expect("writing to a string cannot fail");
        self
    }

    /// Appends a whole number that the program computed.
    pub fn number(&mut self, number: i64) -> &mut Statement {
        write!(self.text, "{number}").expect("writing to a string cannot fail");
        self
    }

    /// Appends a placeholder.
    pub fn bind(&mut self, bind: Bind) -> &mut Statement {
        self.binds.push(bind);
        self.text.push(MARK);
        self
    }

    /// Appends items with a literal between them.
    pub fn join<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        between: &'static str,
        mut each: impl FnMut(&mut Statement, T),
    ) -> &mut Statement {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.push(between);
            }
            each(self, item);
        }
        self
    }
}

/// A table alias of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alias(pub u16);
