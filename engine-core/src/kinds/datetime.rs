//! A point in time.
//!
//! Units:  JSON is RFC 3339 with any offset in, UTC out, to the microsecond.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, day, number};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    moment::Moment,
    text,
    value::Value,
};

/// Rules of `datetime`.
pub(super) struct Datetime;

impl Rules for Datetime {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Moment)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        day::check(field, "date-time", pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(json!({
            "type": "string",
            "format": "date-time",
            "pattern": "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,6})?Z$",
        }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(super::string(json, Kind::Datetime)?));
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        Moment::parse(&given).and_then(within).ok_or_else(bad_datetime)
    }

    fn parse(&self, _: &Field, text: &str, context: &ParseContext) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(text));
        if let Some(moment) = Moment::parse(&given) {
            return within(moment).ok_or_else(bad_datetime);
        }
        let Some((day, rest)) = day::typed(&given, context)? else { return Ok(Value::Blank) };
        let (time, zone) =
            if rest.is_empty() { (jiff::civil::Time::midnight(), String::new()) } else { day::time(&rest)? };
        let local = day.to_datetime(time);
        let moment = if zone.is_empty() {
            context.zone.to_timestamp(local).ok().map(|moment| Moment(moment.as_microsecond()))
        } else {
            Moment::parse(&format!("{local}{zone}"))
        };
        moment.and_then(within).ok_or_else(bad_datetime)
    }
}

fn within(moment: Moment) -> Option<Value> {
    let year = moment.day(&crate::moment::TimeZone::UTC).year();
    day::YEARS.contains(&year).then_some(Value::Moment(moment))
}

fn bad_datetime() -> Refusal {
    Refusal::new(
        "bad_datetime",
        "请填写带时区的时间，如 2026-11-02T09:30:00+08:00",
        "give a moment with its offset, such as 2026-11-02T09:30:00+08:00",
    )
}
