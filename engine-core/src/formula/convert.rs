//! One value taken for another type.
//!
//! Shape:  `Value → Result<number | text | boolean | date | moment, ErrorCode>`; blank is 0, "", false; a blank date has no
//!         conversion and is dealt with before.
//! Errors: `#VALUE!` when there is no such reading; an error passes on.
//! Source: docs/spec/formulas.md §4.

use std::sync::Arc;

use crate::moment::TimeZone;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::iso;
use super::number;
use super::spelling;
use super::value::{ErrorCode, Value};
use crate::moment::Moment;

type Result<T> = std::result::Result<T, ErrorCode>;

/// As a number: text that spells one, booleans as 1 and 0.
pub(super) fn number(value: &Value) -> Result<Decimal> {
    match value {
        Value::Number(number) => Ok(*number),
        Value::Boolean(truth) => Ok(Decimal::from(u8::from(*truth))),
        Value::Error(code) => Err(*code),
        Value::List(_) => Err(ErrorCode::Value),
        blank if blank.is_blank() => Ok(Decimal::ZERO),
        Value::Text(text) => spelling::read(text).ok_or(ErrorCode::Value),
        _ => Err(ErrorCode::Value),
    }
}

/// As a boolean: numbers other than zero, the words TRUE and FALSE.
pub(super) fn boolean(value: &Value) -> Result<bool> {
    match value {
        Value::Boolean(truth) => Ok(*truth),
        Value::Number(number) => Ok(!number.is_zero()),
        Value::Error(code) => Err(*code),
        Value::List(_) => Err(ErrorCode::Value),
        blank if blank.is_blank() => Ok(false),
        Value::Text(text) if text.trim().eq_ignore_ascii_case("TRUE") => Ok(true),
        Value::Text(text) if text.trim().eq_ignore_ascii_case("FALSE") => Ok(false),
        _ => Err(ErrorCode::Value),
    }
}

/// As text: numbers without trailing zeros, dates as ISO 8601, moments in local time.
pub(super) fn text(value: &Value, zone: &TimeZone) -> Result<Arc<str>> {
    Ok(match value {
        Value::Blank => "".into(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number::plain(*number).into(),
        Value::Boolean(truth) => if *truth { "TRUE" } else { "FALSE" }.into(),
        Value::Date(date) => date.to_string().into(),
        Value::Time(time) => iso::write_time(*time).into(),
        Value::Moment(moment) => {
            let local = iso::local(*moment, zone).ok_or(ErrorCode::Number)?;
            format!("{} {}", local.date(), iso::write_time(local.time())).into()
        }
        Value::List(_) => return Err(ErrorCode::Value),
        Value::Error(code) => return Err(*code),
    })
}

/// As a local date and time: a date is its midnight.
pub(super) fn local(value: &Value, zone: &TimeZone) -> Result<DateTime> {
    match value {
        Value::Date(date) => Ok(date.to_datetime(Time::midnight())),
        Value::Moment(moment) => iso::local(*moment, zone).ok_or(ErrorCode::Number),
        Value::Text(text) => match iso::date(text) {
            Some(date) => Ok(date.to_datetime(Time::midnight())),
            None => {
                iso::moment(text, zone).and_then(|moment| iso::local(moment, zone)).ok_or(ErrorCode::Value)
            }
        },
        Value::Error(code) => Err(*code),
        _ => Err(ErrorCode::Value),
    }
}

/// As a day.
pub(super) fn day(value: &Value, zone: &TimeZone) -> Result<Date> {
    local(value, zone).map(DateTime::date)
}

/// As a point in time: a date is its midnight in the zone.
pub(super) fn moment(value: &Value, zone: &TimeZone) -> Result<Moment> {
    match value {
        Value::Moment(moment) => Ok(*moment),
        Value::Text(text) if iso::date(text).is_none() => iso::moment(text, zone).ok_or(ErrorCode::Value),
        other => iso::at_zone(local(other, zone)?, zone).ok_or(ErrorCode::Number),
    }
}

/// As a time of day; a date is midnight.
pub(super) fn time(value: &Value, zone: &TimeZone) -> Result<Time> {
    match value {
        Value::Time(time) => Ok(*time),
        Value::Text(text) if iso::time(text).is_some() => iso::time(text).ok_or(ErrorCode::Value),
        other => local(other, zone).map(DateTime::time),
    }
}

/// Text that reads as a date is one, text that reads as a moment is one; everything else stays as it is.
pub(super) fn dated(value: &Value, zone: &TimeZone) -> Value {
    let Value::Text(text) = value else { return value.clone() };
    match (iso::date(text), iso::moment(text, zone)) {
        (Some(date), _) => Value::Date(date),
        (None, Some(moment)) => Value::Moment(moment),
        (None, None) => value.clone(),
    }
}
