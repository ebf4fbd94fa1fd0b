//! What stands between two values: arithmetic, joining, comparison.
//!
//! Shape:  `Operator × Value × Value → Value`, on single values; lists are dealt with by the caller.
//! Errors: the left operand's error first, then the right one's; `#VALUE!` for types that do not go together.
//! Source: docs/spec/formulas.md §3 and §4.

use std::cmp::Ordering;

use crate::moment::TimeZone;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::convert;
use super::iso;
use super::number::{self, Rounding};
use super::tree::Operator;
use super::value::{ErrorCode, Value};
use crate::moment::{self, Moment};

type Result<T> = std::result::Result<T, ErrorCode>;

/// Applies an operator to two single values.
pub(super) fn apply(operator: Operator, left: &Value, right: &Value, zone: &TimeZone) -> Result<Value> {
    for side in [left, right] {
        if let Value::Error(code) = side {
            return Err(*code);
        }
    }
    match operator {
        Operator::Equal => Ok(Value::Boolean(equal(left, right, zone))),
        Operator::NotEqual => Ok(Value::Boolean(!equal(left, right, zone))),
        Operator::Less => ordered(left, right, zone).map(|order| Value::Boolean(order.is_lt())),
        Operator::LessOrEqual => ordered(left, right, zone).map(|order| Value::Boolean(order.is_le())),
        Operator::Greater => ordered(left, right, zone).map(|order| Value::Boolean(order.is_gt())),
        Operator::GreaterOrEqual => ordered(left, right, zone).map(|order| Value::Boolean(order.is_ge())),
        Operator::Join => {
            let (left, right) = (convert::text(left, zone)?, convert::text(right, zone)?);
            Ok(Value::text([left.as_ref(), right.as_ref()].concat()))
        }
        Operator::DatePlus | Operator::DateMinus if left.is_blank() => Ok(Value::Blank),
        Operator::PlusDate if right.is_blank() => Ok(Value::Blank),
        Operator::Elapsed if left.is_blank() || right.is_blank() => Ok(Value::Blank),
        Operator::Add | Operator::DatePlus | Operator::PlusDate => plus(left, right, zone),
        Operator::Subtract | Operator::DateMinus | Operator::Elapsed => minus(left, right, zone),
        Operator::Multiply => numeric(number::multiply, left, right),
        Operator::Divide => numeric(number::divide, left, right),
        Operator::Power => numeric(number::power, left, right),
    }
}

fn numeric(compute: fn(Decimal, Decimal) -> Result<Decimal>, left: &Value, right: &Value) -> Result<Value> {
    compute(convert::number(left)?, convert::number(right)?).map(Value::Number)
}

fn plus(left: &Value, right: &Value, zone: &TimeZone) -> Result<Value> {
    match (left, right) {
        (Value::Date(date), Value::Time(time)) | (Value::Time(time), Value::Date(date)) => {
            iso::at_zone(date.to_datetime(*time), zone).map(Value::Moment).ok_or(ErrorCode::Number)
        }
        (Value::Moment(start), Value::Time(time)) | (Value::Time(time), Value::Moment(start)) => {
            shifted(*start, microseconds(*time))
        }
        (Value::Date(_) | Value::Moment(_), days) => later(left, convert::number(days)?),
        (days, Value::Date(_) | Value::Moment(_)) => later(right, convert::number(days)?),
        _ => numeric(number::add, left, right),
    }
}

fn minus(left: &Value, right: &Value, zone: &TimeZone) -> Result<Value> {
    match (left, right) {
        (Value::Date(end), Value::Date(start)) => Ok(Value::Number(days_between(*start, *end).into())),
        (Value::Date(_) | Value::Moment(_), Value::Date(_) | Value::Moment(_)) => {
            let (end, start) = (convert::moment(left, zone)?, convert::moment(right, zone)?);
            in_days(i128::from(end.0) - i128::from(start.0))
        }
        (Value::Time(end), Value::Time(start)) => in_days((microseconds(*end) - microseconds(*start)).into()),
        (Value::Date(_) | Value::Moment(_), days) => later(left, -convert::number(days)?),
        (blank, Value::Date(_) | Value::Moment(_)) if blank.is_blank() => Ok(Value::Blank),
        _ => numeric(number::subtract, left, right),
    }
}

/// Days from one day to another.
pub(super) fn days_between(start: Date, end: Date) -> i64 {
    i64::from(moment::days(end)) - i64::from(moment::days(start))
}

/// A day some days later, within the years of formulas.
pub(super) fn add_days(date: Date, days: i64) -> Result<Date> {
    let target = i64::from(moment::days(date)).checked_add(days).and_then(|total| i32::try_from(total).ok());
    target.and_then(moment::from_days).filter(|date| iso::in_range(*date)).ok_or(ErrorCode::Number)
}

/// A moment some microseconds later.
pub(super) fn shifted(start: Moment, by: i64) -> Result<Value> {
    let end = start.0.checked_add(by).map(Moment).ok_or(ErrorCode::Number)?;
    iso::local(end, &TimeZone::UTC).map(|_| Value::Moment(end)).ok_or(ErrorCode::Number)
}

/// Microseconds since midnight.
fn microseconds(time: jiff::civil::Time) -> i64 {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1_000_000 + i64::from(time.subsec_nanosecond() / 1000)
}

fn in_days(micros: i128) -> Result<Value> {
    let micros = Decimal::try_from_i128_with_scale(micros, 0).map_err(|_| ErrorCode::Number)?;
    number::divide(micros, Moment::DAY.into()).map(Value::Number)
}

/// A date takes whole days, a moment also parts of a day.
fn later(start: &Value, days: Decimal) -> Result<Value> {
    match start {
        Value::Date(date) => add_days(*date, number::whole(days.floor())?).map(Value::Date),
        Value::Moment(start) => {
            let micros = number::multiply(days, Moment::DAY.into())?;
            shifted(*start, number::whole(number::round(micros, 0, Rounding::Nearest)?)?)
        }
        _ => Err(ErrorCode::Value),
    }
}

/// Whether two values are equal; values of types that do not go together never are.
pub(super) fn equal(left: &Value, right: &Value, zone: &TimeZone) -> bool {
    compare(left, right, zone) == Some(Ordering::Equal)
}

fn ordered(left: &Value, right: &Value, zone: &TimeZone) -> Result<Ordering> {
    compare(left, right, zone).ok_or(ErrorCode::Value)
}

/// Text without regard to case, blank as the other side's zero, a date as its midnight, ISO text as a date beside a date.
pub(super) fn compare(left: &Value, right: &Value, zone: &TimeZone) -> Option<Ordering> {
    match (left, right) {
        (Value::Blank, Value::Blank) => Some(Ordering::Equal),
        (Value::Blank, other) => compare_blank(other),
        (other, Value::Blank) => compare_blank(other).map(Ordering::reverse),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(lower(a).cmp(lower(b))),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Text(b)) => iso::time(b).map(|b| a.cmp(&b)),
        (Value::Text(a), Value::Time(b)) => iso::time(a).map(|a| a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Date(_) | Value::Moment(_), Value::Date(_) | Value::Moment(_) | Value::Text(_))
        | (Value::Text(_), Value::Date(_) | Value::Moment(_)) => {
            let (a, b) = (convert::moment(left, zone).ok()?, convert::moment(right, zone).ok()?);
            Some(a.cmp(&b))
        }
        _ => None,
    }
}

fn compare_blank(other: &Value) -> Option<Ordering> {
    match other {
        Value::Number(number) => Some(Decimal::ZERO.cmp(number)),
        Value::Boolean(truth) => Some(false.cmp(truth)),
        Value::Text(text) => Some("".cmp(text.as_ref())),
        Value::Date(_) | Value::Moment(_) | Value::Time(_) => Some(Ordering::Less),
        _ => None,
    }
}

/// The characters of a text in lower case.
pub(super) fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}
