//! What a formula yields, as an answer of a field.
//!
//! Shape:  `field × formula value → answer`; numbers are rounded half away from zero to the field's scale.
//! Units:  a day as a moment begins it, a moment as a day is the day it lies in, both in the zone given.
//! Errors: none: what failed, is pending or yields no single value for the field is blank; what the field refuses keeps
//!         the refusals, as if somebody had typed it.

use std::sync::Arc;

use engine_core::{
    entity::Field,
    formula,
    kinds::Kind,
    moment::{Moment, TimeZone},
};
use serde_json::{Value as Json, json};

use crate::answers::Answer;

/// Most decimal places of a number that has no scale of its own.
const WHOLE: u32 = 0;

/// The answer that a value stands for.
pub(crate) fn fit(field: &Field, value: &formula::Value, zone: &TimeZone) -> Arc<Answer> {
    match json_of(field, value, zone) {
        Some(json) => Answer::read(field, &json),
        None => Answer::blank(),
    }
}

fn json_of(field: &Field, value: &formula::Value, zone: &TimeZone) -> Option<Json> {
    use formula::Value;
    if value.is_blank() || value.is_error() {
        return None;
    }
    if let Value::List(items) = value {
        let items = items.iter().filter(|item| !item.is_blank());
        return several(field).then(|| items.filter_map(text_of).map(Json::String).collect());
    }
    if several(field) {
        return text_of(value).map(|text| json!([text]));
    }
    match (field.kind, value) {
        (Kind::Integer, Value::Number(number)) => {
            let whole = round(*number, WHOLE).to_string();
            whole.parse::<i64>().ok().map(Json::from)
        }
        (Kind::Decimal | Kind::Percent, Value::Number(number)) => {
            Some(Json::String(round(*number, field.scale).to_string()))
        }
        (Kind::Money, Value::Number(number)) => {
            let currency = std::str::from_utf8(&field.currency).unwrap_or("CNY");
            Some(json!({ "amount": round(*number, field.scale).to_string(), "currency": currency }))
        }
        (Kind::Boolean, Value::Boolean(truth)) => Some(Json::Bool(*truth)),
        (Kind::Boolean, Value::Number(number)) => Some(Json::Bool(!number.is_zero())),
        (Kind::Date, Value::Moment(moment)) => Some(Json::String(moment.day(zone).to_string())),
        (Kind::Datetime, Value::Date(day)) => Some(Json::String(Moment::start_of(*day, zone).to_string())),
        (_, value) => text_of(value).map(Json::String),
    }
}

fn several(field: &Field) -> bool {
    matches!(field.kind, Kind::MultiChoice | Kind::Tags | Kind::References)
}

fn round(number: rust_decimal::Decimal, scale: u32) -> rust_decimal::Decimal {
    number.round_dp_with_strategy(scale, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

fn text_of(value: &formula::Value) -> Option<String> {
    use formula::Value;
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.normalize().to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::Moment(moment) => Some(moment.to_string()),
        Value::Boolean(truth) => Some(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        Value::Time(time) => Some(format!("{:02}:{:02}", time.hour(), time.minute())),
        Value::Blank | Value::List(_) | Value::Error(_) => None,
    }
}
