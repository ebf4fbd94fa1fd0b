//! Which types go together, and what they give.
//!
//! Shape:  `Operator × Item × Item → Option<(Item, Operator)>`; between dates the operator comes out definite.
//! Source: docs/spec/formulas.md §3 and §4.

use super::iso;
use super::spelling;
use super::tree::{Expression, Node, Operator};
use super::types::Item;

/// `{amount} = ""` asks whether the amount is blank, whatever its type.
pub(super) fn compares_with_empty_text(operator: Operator, left: &Node, right: &Node) -> bool {
    let empty = |node: &Node| matches!(&node.expression, Expression::Text(text) if text.is_empty());
    matches!(operator, Operator::Equal | Operator::NotEqual) && (empty(left) || empty(right))
}

/// A literal text that spells a number or date passes for one.
pub(super) fn literal_item(item: Item, node: &Node) -> Item {
    let Expression::Text(text) = &node.expression else { return item };
    if iso::date(text).is_some() {
        Item::Date
    } else if iso::moment(text, &crate::moment::TimeZone::UTC).is_some() {
        Item::Moment
    } else if iso::time(text).is_some() {
        Item::Time
    } else if spelling::read(text).is_some() {
        Item::Number
    } else {
        item
    }
}

pub(super) fn is_number(item: Item) -> bool {
    matches!(item, Item::Number | Item::Boolean | Item::Blank | Item::Any)
}

pub(super) fn is_date(item: Item) -> bool {
    matches!(item, Item::Date | Item::Moment)
}

/// What two items give and the operator that does it; `None` when they do not go together.
pub(super) fn combine(operator: Operator, left: Item, right: Item) -> Option<(Item, Operator)> {
    let unsure = left == Item::Any || right == Item::Any;
    match operator {
        Operator::Join => Some((Item::Text, operator)),
        _ if operator.rank() == 1 => comparable(left, right).then_some((Item::Boolean, operator)),
        Operator::Add | Operator::DatePlus | Operator::PlusDate => match (left, right) {
            (Item::Date | Item::Moment, Item::Time) => Some((Item::Moment, Operator::DatePlus)),
            (Item::Time, Item::Date | Item::Moment) => Some((Item::Moment, Operator::PlusDate)),
            (date, days) if is_date(date) && is_number(days) => Some((date, Operator::DatePlus)),
            (days, date) if is_date(date) && is_number(days) => Some((date, Operator::PlusDate)),
            _ if unsure => Some((Item::Any, Operator::Add)),
            (left, right) => (is_number(left) && is_number(right)).then_some((Item::Number, Operator::Add)),
        },
        Operator::Subtract | Operator::DateMinus | Operator::Elapsed => match (left, right) {
            (end, start) if is_date(end) && is_date(start) => Some((Item::Number, Operator::Elapsed)),
            (Item::Time, Item::Time) => Some((Item::Number, Operator::Elapsed)),
            _ if unsure => Some((Item::Any, Operator::Subtract)),
            (date, days) if is_date(date) && is_number(days) => Some((date, Operator::DateMinus)),
            (left, right) => {
                (is_number(left) && is_number(right)).then_some((Item::Number, Operator::Subtract))
            }
        },
        _ => (is_number(left) && is_number(right)).then_some((Item::Number, operator)),
    }
}

pub(super) fn comparable(left: Item, right: Item) -> bool {
    let free = |item: Item| matches!(item, Item::Any | Item::Blank);
    left == right || free(left) || free(right) || (is_date(left) && is_date(right))
}
