//! Steps that several families of functions share on lists of numbers and dates.
//!
//! Source: docs/spec/formulas.md §9 "Math" and "Lists".

use std::cmp::Ordering;

use super::Arguments;
use crate::formula::convert;
use crate::formula::operate;
use crate::formula::tree::{Expression, Node};
use crate::formula::types::{Item, Type};
use crate::formula::value::{ErrorCode, Value};

/// The type of one of the items of some arguments; booleans and text are taken for numbers.
pub(super) fn one_of(types: &[Type], nodes: &[Node]) -> Type {
    let item = |(each, node): (&Type, &Node)| match (each.item, &node.expression) {
        (Item::Text, Expression::Text(_)) => Type::ANY,
        (Item::Boolean | Item::Text, _) => Type::NUMBER,
        (item, _) => item.into(),
    };
    types.iter().zip(nodes).map(item).reduce(Type::join).unwrap_or(Type::ANY)
}

/// The numbers, or the dates, among some arguments. Both together are `#VALUE!`.
pub(super) fn ordered(a: &Arguments<'_>, to: usize) -> Result<Vec<Value>, ErrorCode> {
    let mut found = Vec::new();
    for index in 0..to.min(a.values.len()) {
        let alone = !matches!(a.any(index), Value::List(_));
        for item in a.items(index)? {
            match item {
                Value::Error(code) => return Err(*code),
                Value::Number(_) | Value::Date(_) | Value::Moment(_) | Value::Time(_) => {
                    found.push(item.clone());
                }
                other if alone && !other.is_blank() => found.push(single(a, other)?),
                _ => {}
            }
        }
    }
    let comparable = found.iter().all(|v| operate::compare(&found[0], v, a.zone()).is_some());
    if comparable { Ok(found) } else { Err(ErrorCode::Value) }
}

fn single(a: &Arguments<'_>, value: &Value) -> Result<Value, ErrorCode> {
    match convert::dated(value, a.zone()) {
        Value::Text(_) | Value::Boolean(_) => convert::number(value).map(Value::Number),
        date => Ok(date),
    }
}

/// Smallest first.
pub(super) fn sort(a: &Arguments<'_>, values: &mut [Value]) {
    values.sort_by(|x, y| operate::compare(x, y, a.zone()).unwrap_or(Ordering::Equal));
}
