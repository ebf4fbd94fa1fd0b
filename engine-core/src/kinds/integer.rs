//! A whole number.
//!
//! Units:  between ±(2^53 − 1), so that JavaScript and spreadsheets keep it exact.

use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, number, typed};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `integer`.
pub(super) struct Integer;

/// Largest whole number that a double holds together with its neighbours.
pub(super) const LARGEST: i64 = (1 << 53) - 1;

impl Rules for Integer {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Integer)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "integer", pointer, issues);
        check::annotations(field, &["min", "max"], pointer, issues);
        check::keywords(
            field,
            &["enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
            pointer,
            issues,
        );
        check::bounds(field, pointer, issues);
        check::values(field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let author = |name: &str| field.schema.get(name).and_then(Json::as_f64);
        let (mut least, mut most) = bounds(field);
        if let Some(minimum) = author("minimum") {
            least = least.max(minimum.ceil() as i64);
        }
        if let Some(maximum) = author("maximum") {
            most = most.min(maximum.floor() as i64);
        }
        super::schema(json!({ "type": "integer", "minimum": least, "maximum": most }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        exact(json, Kind::Integer)?.map_or(Ok(Value::Blank), |number| fit(field.min, field.max, number))
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        typed::plain(text)?.map_or(Ok(Value::Blank), |typed| fit(field.min, field.max, typed.amount))
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        value.number().map_or_else(|| super::plain::show(value, reader), |n| number::grouped(&n))
    }
}

/// The least and the largest whole number within `min` and `max`.
pub(super) fn bounds(field: &Field) -> (i64, i64) {
    let whole = |bound: Option<Decimal>| bound.and_then(|bound| bound.to_i64());
    let least = whole(field.min.map(|min| min.ceil())).unwrap_or(-LARGEST).max(-LARGEST);
    let most = whole(field.max.map(|max| max.floor())).unwrap_or(LARGEST).min(LARGEST);
    (least, most)
}

/// The number of a JSON number; `None` for blank.
pub(super) fn exact(json: &Json, kind: Kind) -> Result<Option<Decimal>, Refusal> {
    match json {
        Json::Null => Ok(None),
        Json::String(text) if text::normal(text).is_empty() => Ok(None),
        Json::Number(given) => match given.as_i64() {
            Some(whole) => Ok(Some(Decimal::from(whole))),
            None => given.as_f64().and_then(whole).map(Some).ok_or_else(too_large),
        },
        _ => Err(super::wrong_type(kind)),
    }
}

/// The decimal of a JSON number such as `5.0` or `5.5`; `None` outside the range.
fn whole(given: f64) -> Option<Decimal> {
    if given.abs() > LARGEST as f64 {
        return None;
    }
    given.to_string().parse().ok()
}

fn too_large() -> Refusal {
    Refusal::new(
        "too_many_digits",
        format!("整数应在 -{LARGEST} 与 {LARGEST} 之间"),
        format!("a whole number lies between -{LARGEST} and {LARGEST}"),
    )
}

/// The value of a whole number between two bounds.
pub(super) fn fit(min: Option<Decimal>, max: Option<Decimal>, number: Decimal) -> Result<Value, Refusal> {
    if !number.is_integer() {
        return Err(Refusal::new(
            "too_precise",
            "请填写整数，不带小数",
            "give a whole number without decimals",
        ));
    }
    let integer = number.to_i64().filter(|n| (-LARGEST..=LARGEST).contains(n)).ok_or_else(too_large)?;
    number::within(min, max, number)?;
    Ok(Value::Integer(integer))
}
