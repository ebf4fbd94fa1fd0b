//! Between what a record holds and what a formula computes with.
//!
//! Shape:  `record value → formula value`, and `field × formula value → record value`.
//! Units:  numbers are rounded half away from zero to the field's scale; a time of day is kept to the minute.
//! Errors: none: a computation that failed, and what does not fit its field, is blank.
//! Source: docs/spec/formulas.md §2 and docs/spec/kinds.md.

use rust_decimal::{Decimal, RoundingStrategy};

use super::value::Value;
use crate::{
    entity::Field,
    kinds::{Kind, plain_text},
    moment::TimeOfDay,
    plan::shape,
    value,
};

impl Value {
    /// What a formula sees of a record's value: amounts without their currency, places as one line, files by name, and a
    /// sub-table as one truth for each row.
    pub fn of_record(value: &value::Value) -> Value {
        match value {
            value::Value::Blank => Value::Blank,
            value::Value::Text(text) => Value::text(text.as_str()),
            value::Value::Integer(_) | value::Value::Decimal(_) | value::Value::Money(_) => {
                value.number().map_or(Value::Blank, Value::Number)
            }
            value::Value::Boolean(b) => Value::Boolean(*b),
            value::Value::Date(d) => Value::Date(*d),
            value::Value::Moment(m) => Value::Moment(*m),
            value::Value::Time(t) => time(*t),
            value::Value::Id(id) => Value::text(id.to_string()),
            value::Value::DateRange(range) => Value::text(format!("{}/{}", range.start, range.end)),
            value::Value::GeoPoint(point) => Value::text(format!("{},{}", point.lat, point.lng)),
            value::Value::Json(json) => Value::text(json.to_string()),
            value::Value::Address(a) => {
                Value::text(format!("{}{}{}{}", a.province, a.city, a.district, a.detail))
            }
            value::Value::Files(files) => {
                Value::List(files.iter().map(|f| Value::text(f.name.as_str())).collect())
            }
            value::Value::List(items) => Value::List(items.iter().map(Value::of_record).collect()),
            value::Value::Rows(rows) => Value::List(rows.iter().map(|_| Value::Boolean(true)).collect()),
        }
    }

    /// What a formula sees of a field's value, or of a part of it: of rich text the words alone.
    pub fn of_field(field: Option<&Field>, part: Option<&str>, value: &value::Value) -> Value {
        match (part, value) {
            (Some(part), value) => Value::of_record(&value.part(&format!("__{part}"))),
            (None, value::Value::Text(html)) if field.is_some_and(|f| shape(f).kind == Kind::RichText) => {
                Value::text(plain_text(html))
            }
            (None, value) => Value::of_record(value),
        }
    }
}

fn time(time: TimeOfDay) -> Value {
    let part = |n: u16| i8::try_from(n).unwrap_or(0);
    jiff::civil::Time::new(part(time.0 / 60), part(time.0 % 60), 0, 0).map_or(Value::Blank, Value::Time)
}

/// A formula's result as its field stores it.
pub fn stored(field: &Field, value: Value) -> value::Value {
    let shape = shape(field);
    match (shape.kind, value) {
        (Kind::Decimal, Value::Number(n)) => {
            let rounded = n.round_dp_with_strategy(shape.scale, RoundingStrategy::MidpointAwayFromZero);
            if fits(rounded, shape.scale) { value::Value::Decimal(rounded) } else { value::Value::Blank }
        }
        (Kind::Text, Value::Text(text)) if !text.trim().is_empty() => value::Value::Text(text.to_string()),
        (Kind::Text, Value::Number(n)) => value::Value::Text(n.normalize().to_string()),
        (Kind::Text, Value::Boolean(b)) => value::Value::Text(if b { "TRUE" } else { "FALSE" }.to_owned()),
        (Kind::Text, Value::Date(d)) => value::Value::Text(d.to_string()),
        (Kind::Text, Value::Moment(m)) => value::Value::Text(m.to_string()),
        (Kind::Boolean, Value::Boolean(b)) => value::Value::Boolean(b),
        (Kind::Date, Value::Date(d)) => value::Value::Date(d),
        (Kind::Datetime, Value::Moment(m)) => value::Value::Moment(m),
        (Kind::Time, Value::Time(t)) => {
            let minutes = i32::from(t.hour()) * 60 + i32::from(t.minute());
            u16::try_from(minutes).map_or(value::Value::Blank, |m| value::Value::Time(TimeOfDay(m)))
        }
        _ => value::Value::Blank,
    }
}

/// Eighteen digits in all.
fn fits(number: Decimal, scale: u32) -> bool {
    number.abs() < Decimal::from_i128_with_scale(10_i128.pow(18), scale)
}
