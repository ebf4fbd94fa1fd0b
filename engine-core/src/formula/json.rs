//! Values in JSON.
//!
//! Shape:  `null`, `true`, `"text"`, `[…]`, and one-key objects: `{"number":"1.20"}`, `{"date":"2026-01-31"}`,
//!         `{"moment":"2026-01-31T08:00:00Z"}`, `{"time":"08:00:00"}`, `{"error":"#N/A"}`.
//! Source: docs/spec/formulas.md §8.

use crate::moment::TimeZone;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::iso;
use super::number;
use super::value::{ErrorCode, Value};

/// JSON that is no value of a formula.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is no value of a formula: numbers are {{\"number\":\"1.20\"}}, dates {{\"date\":\"2026-01-31\"}}"
)]
pub struct BadJson(String);

impl Value {
    /// As JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Blank => Json::Null,
            Value::Number(number) => json!({"number": number::plain(*number)}),
            Value::Text(text) => json!(text),
            Value::Boolean(truth) => json!(truth),
            Value::Date(date) => json!({"date": date.to_string()}),
            Value::Moment(moment) => json!({"moment": moment.to_string()}),
            Value::Time(time) => json!({"time": iso::write_time(*time)}),
            Value::List(items) => items.iter().map(Value::to_json).collect(),
            Value::Error(code) => json!({"error": code.as_str()}),
        }
    }

    /// From JSON. Lists within lists are refused.
    pub fn from_json(json: &Json) -> Result<Value, BadJson> {
        match json {
            Json::Array(items) => {
                items.iter().map(single).collect::<Option<Vec<_>>>().map(|v| Value::List(v.into()))
            }
            other => single(other),
        }
        .ok_or_else(|| BadJson(json.to_string().chars().take(100).collect()))
    }
}

fn single(json: &Json) -> Option<Value> {
    match json {
        Json::Null => Some(Value::Blank),
        Json::Bool(truth) => Some(Value::Boolean(*truth)),
        Json::String(text) => Some(Value::text(text.as_str())),
        Json::Object(object) if object.len() == 1 => {
            let (kind, written) = object.iter().next()?;
            let written = written.as_str()?;
            match kind.as_str() {
                "number" => Decimal::from_str_exact(written).ok().map(Value::Number),
                "date" => iso::date(written).map(Value::Date),
                "moment" => iso::moment(written, &TimeZone::UTC).map(Value::Moment),
                "time" => iso::time(written).map(Value::Time),
                "error" => ErrorCode::parse(written).map(Value::Error),
                _ => None,
            }
        }
        _ => None,
    }
}
