//! A condition against one record in memory; the SQL in `platform-server` gives the same answers.

use std::{cmp::Ordering, sync::Arc};

use super::{Column, Comparison, Condition, Share};
use crate::{
    entity::{Entity, Field},
    kinds::{Kind, plain_text},
    text,
    value::Value,
};

/// A record whose columns, and whose referring records, can be asked for.
pub trait Source {
    /// The value of a column; blank when a reference on the way is blank.
    fn value(&self, column: &Column) -> Value;

    /// Whether a record of `entity` whose `via` points here meets the condition.
    fn exists(&self, entity: &Arc<Entity>, via: &Arc<Field>, condition: &Condition) -> bool;

    /// The record's internal number.
    fn number(&self) -> i64;

    /// Whether the record is shared so.
    fn shared(&self, share: &Share) -> bool;
}

/// Whether a record meets a condition.
pub fn matches(condition: &Condition, source: &dyn Source) -> bool {
    match condition {
        Condition::True => true,
        Condition::False => false,
        Condition::And(all) => all.iter().all(|c| matches(c, source)),
        Condition::Or(any) => any.iter().any(|c| matches(c, source)),
        Condition::Not(inner) => !matches(inner, source),
        Condition::Rule(inner) => matches(inner, source),
        Condition::Test(test) => match (test.column.compared(), source.value(&test.column)) {
            (Kind::RichText, Value::Text(html)) => compare(&Value::Text(plain_text(&html)), &test.comparison),
            (_, value) => compare(&value, &test.comparison),
        },
        Condition::Exists { entity, via, condition } => source.exists(entity, via, condition),
        Condition::Shared(share) => source.shared(share),
        Condition::Except(numbers) => !numbers.contains(&source.number()),
    }
}

fn compare(value: &Value, comparison: &Comparison) -> bool {
    let order = |other: &Value| {
        if value.is_blank() || other.is_blank() { None } else { value.compare(other) }
    };
    let has = |wanted: &Value| match value {
        Value::List(items) => items.contains(wanted),
        single => single == wanted,
    };
    match comparison {
        Comparison::Eq(other) => order(other) == Some(Ordering::Equal),
        Comparison::Ne(other) => order(other) != Some(Ordering::Equal),
        Comparison::In(others) => others.iter().any(|o| order(o) == Some(Ordering::Equal)),
        Comparison::NotIn(others) => others.iter().all(|o| order(o) != Some(Ordering::Equal)),
        Comparison::Lt(other) => order(other) == Some(Ordering::Less),
        Comparison::Lte(other) => order(other).is_some_and(Ordering::is_le),
        Comparison::Gt(other) => order(other) == Some(Ordering::Greater),
        Comparison::Gte(other) => order(other).is_some_and(Ordering::is_ge),
        Comparison::Contains(part) => folded(value).is_some_and(|t| t.contains(part.as_str())),
        Comparison::StartsWith(part) => folded(value).is_some_and(|t| t.starts_with(part.as_str())),
        Comparison::Empty => value.is_blank(),
        Comparison::NotEmpty => !value.is_blank(),
        Comparison::HasAny(wanted) => wanted.iter().any(has),
        Comparison::HasAll(wanted) => !value.is_blank() && wanted.iter().all(has),
    }
}

fn folded(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text::fold(text)),
        Value::Address(address) => Some(address.parts().iter().map(|(_, part)| text::fold(part)).collect()),
        _ => None,
    }
}
