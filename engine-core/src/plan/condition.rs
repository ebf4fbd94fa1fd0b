//! A filter whose fields and values are known.

use std::sync::Arc;

use super::Column;
use crate::{
    entity::{Entity, Field},
    value::Value,
};

/// One comparison of a column. All are two-valued: what cannot be compared does not hold, and `Ne`, `NotIn` hold for
/// blank.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// The same; never holds for blank.
    Eq(Value),
    /// Not the same; holds for blank.
    Ne(Value),
    /// One of these.
    In(Vec<Value>),
    /// None of these; holds for blank.
    NotIn(Vec<Value>),
    /// Smaller.
    Lt(Value),
    /// Smaller or the same.
    Lte(Value),
    /// Larger.
    Gt(Value),
    /// Larger or the same.
    Gte(Value),
    /// The folded text holds this folded text.
    Contains(String),
    /// The folded text starts with this folded text.
    StartsWith(String),
    /// Blank.
    Empty,
    /// Not blank.
    NotEmpty,
    /// One of several values is one of these.
    HasAny(Vec<Value>),
    /// Each of these is among the several values.
    HasAll(Vec<Value>),
}

/// A column and how it compares.
#[derive(Clone, Debug)]
pub struct Test {
    /// What is compared.
    pub column: Column,
    /// How, and with what.
    pub comparison: Comparison,
}

/// A share that a reader may rest on.
#[derive(Clone, Debug)]
pub struct Share {
    /// User, departments and teams of the reader.
    pub principals: Vec<uuid::Uuid>,
    /// Whether the share must allow edits.
    pub edit: bool,
    /// Shares that ended before this day do not count.
    pub today: crate::moment::Date,
}

/// A filter whose fields and values are known.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Everything.
    True,
    /// Nothing.
    False,
    /// All hold.
    And(Vec<Condition>),
    /// One holds.
    Or(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A column compares.
    Test(Test),
    /// A record of another entity refers to this one and meets a condition.
    Exists {
        /// The other entity.
        entity: Arc<Entity>,
        /// Its reference to this one.
        via: Arc<Field>,
        /// What it must meet.
        condition: Box<Condition>,
    },
    /// Somebody shared the record.
    Shared(Share),
    /// A row rule of a role: the records it looks through are not narrowed in turn.
    Rule(Box<Condition>),
    /// Not one of these internal numbers.
    Except(Vec<i64>),
}

impl Condition {
    /// Both hold; simplified.
    pub fn and(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::True, c) | (c, Condition::True) => c,
            (Condition::False, _) | (_, Condition::False) => Condition::False,
            (Condition::And(mut a), b) => {
                a.push(b);
                Condition::And(a)
            }
            (a, b) => Condition::And(vec![a, b]),
        }
    }

    /// One holds; simplified.
    pub fn or(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::False, c) | (c, Condition::False) => c,
            (Condition::True, _) | (_, Condition::True) => Condition::True,
            (Condition::Or(mut a), b) => {
                a.push(b);
                Condition::Or(a)
            }
            (a, b) => Condition::Or(vec![a, b]),
        }
    }

    /// Calls `visit` for every column compared, those inside `exists` included.
    pub fn columns<'a>(&'a self, visit: &mut dyn FnMut(&'a Column)) {
        match self {
            Condition::And(all) | Condition::Or(all) => all.iter().for_each(|c| c.columns(visit)),
            Condition::Not(inner) | Condition::Rule(inner) => inner.columns(visit),
            Condition::Test(test) => visit(&test.column),
            Condition::Exists { condition, .. } => condition.columns(visit),
            Condition::True | Condition::False | Condition::Shared(_) | Condition::Except(_) => {}
        }
    }
}
