//! A time of day, to the minute.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, check, day, number};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    moment::TimeOfDay,
    text,
    value::Value,
};

/// Rules of `time`.
pub(super) struct Time;

impl Rules for Time {
    /// Minutes since midnight.
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Integer)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "string", pointer, issues);
        check::annotations(field, &[], pointer, issues);
        check::keywords(field, &["enum"], pointer, issues);
        check::values(field, pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(super::string(json, Kind::Time)?));
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        TimeOfDay::parse(&given).map(Value::Time).ok_or_else(day::bad_time)
    }

    fn parse(&self, _: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        if text::normal(text).is_empty() {
            return Ok(Value::Blank);
        }
        let (time, rest) = day::time(text)?;
        if !rest.is_empty() {
            return Err(day::bad_time());
        }
        if time.second() != 0 || time.subsec_nanosecond() != 0 {
            return Err(Refusal::new(
                "too_precise",
                "时间精确到分钟，如 09:30",
                "a time is exact to the minute, such as 09:30",
            ));
        }
        let minutes = u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
        Ok(Value::Time(TimeOfDay(minutes)))
    }
}
