//! From one day to another, both included.
//!
//! Shape:  `{"start":"2026-01-01","end":"2026-01-31"}`; both days are given, and the end is no earlier than the start.
//! Grammar of typed ranges: two days with `至` `到` `~` `—` `/` `to` or a dash between spaces between them.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Language, Refusal},
    moment::Date,
    text,
    value::{DateRange as Range, Value},
};

/// Rules of `date_range`.
pub(super) struct DateRange;

/// What stands between two days. A mark that may stand inside a day, too, has spaces around it or comes last.
const BETWEEN: [&str; 12] = ["至", "到", "~", "〜", "—", "–", " to ", " - ", "->", "→", "..", "/"];

impl Rules for DateRange {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("__start", ColumnType::Date), ("__end", ColumnType::Date)])
    }

    /// The ends are asked by themselves: `period.start`, `period.end`.
    fn operators(&self) -> &'static [Operator] {
        &[Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "object", pointer, issues);
        check::annotations(field, &[], pointer, issues);
        check::keywords(field, &[], pointer, issues);
        check::values(field, pointer, issues);
    }

    /// That the end is no earlier than the start, no schema can say.
    fn schema(&self, field: &Field) -> Map<String, Json> {
        let day = Kind::Date.rules().schema(field);
        super::schema(json!({
            "type": "object",
            "properties": { "start": day, "end": day },
            "required": ["start", "end"],
            "additionalProperties": false,
        }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        let map = match json {
            Json::Null => return Ok(Value::Blank),
            Json::String(text) if text::normal(text).is_empty() => return Ok(Value::Blank),
            Json::Object(map) => map,
            _ => return Err(super::wrong_type(Kind::DateRange)),
        };
        super::known_keys(map, &["start", "end"])?;
        let day = |name: &str| Kind::Date.values().read(field, map.get(name).unwrap_or(&Json::Null));
        range(&day("start")?, &day("end")?)
    }

    fn parse(&self, field: &Field, text: &str, context: &ParseContext) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(text));
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        let day = |text: &str| Kind::Date.rules().parse(field, text, context);
        let cuts = BETWEEN.iter().flat_map(|mark| given.match_indices(mark));
        let mut days = cuts.filter_map(|(at, mark)| {
            let (start, end) = (&given[..at], &given[at + mark.len()..]);
            day(start).ok().zip(day(end).ok()).filter(|(start, end)| !start.is_blank() && !end.is_blank())
        });
        days.next().map_or_else(|| Err(incomplete()), |(start, end)| range(&start, &end))
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        match (value, reader.language) {
            (Value::DateRange(range), Language::Chinese) => format!("{} 至 {}", range.start, range.end),
            (Value::DateRange(range), Language::English) => format!("{} to {}", range.start, range.end),
            _ => super::plain::show(value, reader),
        }
    }
}

fn range(start: &Value, end: &Value) -> Result<Value, Refusal> {
    match (start, end) {
        (Value::Date(start), Value::Date(end)) => ordered(*start, *end),
        (Value::Blank, Value::Blank) => Ok(Value::Blank),
        _ => Err(incomplete()),
    }
}

fn ordered(start: Date, end: Date) -> Result<Value, Refusal> {
    if end < start {
        return Err(Refusal::new(
            "bad_range",
            format!("结束日期 {end} 早于开始日期 {start}，请调换或改正"),
            format!("the end {end} is before the start {start}; swap or correct them"),
        ));
    }
    Ok(Value::DateRange(Range { start, end }))
}

fn incomplete() -> Refusal {
    Refusal::new(
        "incomplete_range",
        "请填写开始和结束两个日期，如 2026-01-01 至 2026-01-31",
        "give both days, such as 2026-01-01 to 2026-01-31",
    )
}
