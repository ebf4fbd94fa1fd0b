//! A number given by the system.
//!
//! Grammar of `pattern`: text and `{yyyy}` `{yy}` `{mm}` `{dd}` `{0000}`, the zeros exactly once: `C{yyyy}-{0000}`.
//! Errors: a counter that outgrows its zeros takes more digits, never fewer numbers.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Rules, Storage, check, derived};
use crate::{
    entity::{Field, Reset},
    filter::Operator,
    issue::{Issue, Refusal},
    moment::Date,
    value::Value,
};

/// Rules of `auto_number`.
pub(super) struct AutoNumber;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    ShortYear,
    Month,
    Day,
    Counter(usize),
}

/// What an auto-number looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

/// Most digits of a counter.
const MOST_DIGITS: usize = 12;

impl Pattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// When a brace holds anything else, or there is not exactly one counter.
    pub fn parse(text: &str) -> Result<Pattern, Refusal> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(open);
            let (inside, after) =
                from.strip_prefix('{').and_then(|f| f.split_once('}')).ok_or_else(bad_pattern)?;
            parts.extend((!before.is_empty()).then(|| Part::Text(before.to_owned())));
            parts.push(Pattern::part(inside).ok_or_else(bad_pattern)?);
            rest = after;
        }
        parts.extend((!rest.is_empty()).then(|| Part::Text(rest.to_owned())));
        let counters = parts.iter().filter(|part| matches!(part, Part::Counter(_))).count();
        if counters == 1 { Ok(Pattern(parts)) } else { Err(bad_pattern()) }
    }

    fn part(inside: &str) -> Option<Part> {
        match inside {
            "yyyy" => Some(Part::Year),
            "yy" => Some(Part::ShortYear),
            "mm" => Some(Part::Month),
            "dd" => Some(Part::Day),
            zeros if !zeros.is_empty() && zeros.len() <= MOST_DIGITS && zeros.bytes().all(|b| b == b'0') => {
                Some(Part::Counter(zeros.len()))
            }
            _ => None,
        }
    }

    /// The number that a counter has on a day of the company.
    pub fn render(&self, counter: u64, day: Date) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Year => format!("{:04}", day.year()),
            Part::ShortYear => format!("{:02}", day.year().rem_euclid(100)),
            Part::Month => format!("{:02}", day.month()),
            Part::Day => format!("{:02}", day.day()),
            Part::Counter(digits) => format!("{counter:0digits$}"),
        };
        self.0.iter().map(part).collect()
    }

    /// Whether the numbers of different periods differ, so that starting again at one repeats none.
    pub fn tells_apart(&self, reset: Reset) -> bool {
        let has = |part: &Part| self.0.contains(part);
        let year = has(&Part::Year) || has(&Part::ShortYear);
        match reset {
            Reset::Never => true,
            Reset::Year => year,
            Reset::Month => year && has(&Part::Month),
            Reset::Day => year && has(&Part::Month) && has(&Part::Day),
        }
    }
}

/// The period whose counter a day uses: empty, `2026`, `2026-11` or `2026-11-02`.
pub fn period(reset: Reset, day: Date) -> String {
    match reset {
        Reset::Never => String::new(),
        Reset::Year => format!("{:04}", day.year()),
        Reset::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Reset::Day => day.to_string(),
    }
}

fn bad_pattern() -> Refusal {
    Refusal::new(
        "bad_number_pattern",
        "编号规则由文字和 {yyyy} {yy} {mm} {dd} 组成，并且恰好有一处 {0000}，如 C{yyyy}-{0000}",
        "a pattern is text, {yyyy} {yy} {mm} {dd}, and exactly one {0000}, such as C{yyyy}-{0000}",
    )
}

impl Rules for AutoNumber {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        super::text::TEXT_OPERATORS
    }

    fn computed(&self) -> bool {
        true
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "string", pointer, issues);
        check::annotations(field, &["pattern", "reset", "gap_free"], pointer, issues);
        check::keywords(field, &[], pointer, issues);
        let place = format!("{pointer}/x-field/pattern");
        match field.pattern.as_deref().map(Pattern::parse) {
            None => issues.push(check::missing("pattern", pointer)),
            Some(Err(refusal)) => issues.push(refusal.at(place)),
            Some(Ok(pattern)) if !pattern.tells_apart(field.reset) => issues.push(Issue::new(
                "repeating_numbers",
                place,
                "按周期重新编号时，编号里要有该周期的年、月、日，否则会重复",
                "a number that starts again must show the year, month and day it starts again with",
            )),
            Some(Ok(_)) => {}
        }
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(json!({
            "type": "string", "minLength": 1, "maxLength": super::text::LONGEST_LINE, "readOnly": true,
        }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        derived::computed(json)
    }
}
