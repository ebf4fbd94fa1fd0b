//! A day.

use jiff::civil::Date as Day;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, day, number};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `date`.
pub(super) struct Date;

impl Rules for Date {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Date)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        day::check(field, "date", pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(
            json!({ "type": "string", "format": "date", "pattern": "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$" }),
        )
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(super::string(json, Kind::Date)?));
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        iso(&given).map(Value::Date).ok_or_else(day::bad_date)
    }

    fn parse(&self, _: &Field, text: &str, context: &ParseContext) -> Result<Value, Refusal> {
        let Some((day, rest)) = day::typed(text, context)? else { return Ok(Value::Blank) };
        // A spreadsheet writes midnight behind a day.
        let midnight = rest.is_empty()
            || matches!(day::time(&rest), Ok((time, after)) if after.is_empty() && time == jiff::civil::Time::midnight());
        if midnight { Ok(Value::Date(day)) } else { Err(day::bad_date()) }
    }
}

/// `YYYY-MM-DD`.
fn iso(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    let part = |range: std::ops::Range<usize>| text.get(range);
    if !shape {
        return None;
    }
    let day =
        Day::new(part(0..4)?.parse().ok()?, part(5..7)?.parse().ok()?, part(8..10)?.parse().ok()?).ok()?;
    day::YEARS.contains(&day.year()).then_some(day)
}
