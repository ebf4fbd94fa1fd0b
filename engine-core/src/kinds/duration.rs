//! How long something takes.
//!
//! Shape:  `5400`: whole seconds, not negative. A formula sees the same number of seconds.
//! Grammar of typed durations: `1:30` and `1:30:15` (hours first), or amounts with units from the largest to the
//!         smallest, each once: `1小时30分`, `2天3小时`, `1.5h`, `90m`, `半小时`. A number without a unit is refused.

use std::sync::LazyLock;

use regex_lite::Regex;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, integer, number};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Language, Refusal},
    text,
    value::Value,
};

/// Rules of `duration`.
pub(super) struct Duration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Units as they are written, longer words before those they begin with.
const UNITS: [(i64, &str); 4] = [
    (DAY, "days|day|d|天|日"),
    (HOUR, "hours|hour|hrs|hr|h|个小时|小时|个钟头|钟头|时"),
    (MINUTE, "minutes|minute|mins|min|m|分钟|分"),
    (1, "seconds|second|secs|sec|s|秒钟|秒"),
];

impl Rules for Duration {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Integer)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "integer", pointer, issues);
        check::annotations(field, &["min", "max"], pointer, issues);
        check::keywords(field, &["enum"], pointer, issues);
        check::bounds(field, pointer, issues);
        check::values(field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let (least, most) = integer::bounds(field);
        super::schema(json!({ "type": "integer", "minimum": least.max(0), "maximum": most }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        integer::exact(json, Kind::Duration)?.map_or(Ok(Value::Blank), |seconds| fit(field, seconds))
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(text)).to_lowercase().replace(char::is_whitespace, "");
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        let seconds = clock(&given).or_else(|| units(&given)).ok_or_else(bad_duration)?;
        fit(field, seconds)
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        match value {
            Value::Integer(seconds) => shown(*seconds, reader.language),
            _ => super::plain::show(value, reader),
        }
    }
}

fn fit(field: &Field, seconds: Decimal) -> Result<Value, Refusal> {
    if !seconds.is_integer() {
        return Err(Refusal::new("too_precise", "时长精确到秒", "a duration is exact to the second"));
    }
    let least = field.min.unwrap_or_default().max(Decimal::ZERO);
    integer::fit(Some(least), field.max, seconds)
}

fn bad_duration() -> Refusal {
    Refusal::new(
        "bad_duration",
        "请填写时长并写明单位，如 1小时30分、90分钟 或 1:30",
        "give a duration with its unit, such as 1h 30m, 90m or 1:30",
    )
}

/// `1:30` and `1:30:15`.
fn clock(given: &str) -> Option<Decimal> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([0-9]{1,9}):([0-5][0-9])(?::([0-5][0-9]))?$").expect("a constant pattern compiles")
    });
    let parts = SHAPE.captures(given)?;
    let number = |at: usize| parts.get(at).map_or(Some(0), |part| part.as_str().parse::<i64>().ok());
    Some((number(1)? * HOUR + number(2)? * MINUTE + number(3)?).into())
}

/// `1小时30分`, `1.5h`, `半小时`, `1个半小时`.
fn units(given: &str) -> Option<Decimal> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        let unit = |(_, words): (i64, &str)| {
            format!("(?:([0-9]{{1,10}}(?:\\.[0-9]{{1,6}})?)?(半个?|个半)?(?:{words}))?")
        };
        let pattern: String = UNITS.into_iter().map(unit).collect();
        Regex::new(&format!("^{pattern}$")).expect("a constant pattern compiles")
    });
    let parts = SHAPE.captures(given)?;
    let mut sum = Decimal::ZERO;
    for (place, (seconds, _)) in UNITS.into_iter().enumerate() {
        let amount = parts.get(2 * place + 1).map(|part| part.as_str());
        let half = parts.get(2 * place + 2).is_some();
        let whole: Decimal = amount.unwrap_or("0").parse().ok()?;
        let amount = if half { whole.checked_add(Decimal::new(5, 1))? } else { whole };
        sum = sum.checked_add(amount.checked_mul(seconds.into())?)?;
    }
    // A unit alone, as in `时`, says no amount.
    let says = given.contains(|c: char| c.is_ascii_digit() || c == '半');
    says.then(|| sum.normalize())
}

/// Hours, minutes and seconds, without those that are nought; hours are not put together to days, of which people
/// disagree how long they are.
fn shown(seconds: i64, language: Language) -> String {
    let units = match language {
        Language::Chinese => ["小时", "分", "秒"],
        Language::English => ["h", "m", "s"],
    };
    let amounts = [seconds / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE];
    let parts: Vec<String> = amounts
        .into_iter()
        .zip(units)
        .filter(|(amount, _)| *amount != 0)
        .map(|(amount, unit)| format!("{amount}{unit}"))
        .collect();
    match (parts.is_empty(), language) {
        (true, _) => format!("0{}", units[1]),
        (_, Language::Chinese) => parts.concat(),
        (_, Language::English) => parts.join(" "),
    }
}
