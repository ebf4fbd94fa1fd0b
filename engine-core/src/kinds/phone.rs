//! A telephone number.
//!
//! Shape:  mainland mobiles `13812345678`; landlines `0571-88886666`, with extension `0571-88886666-802`; abroad
//!         `+14155550123`; service numbers `95588`, `4008208820`.
//! Source: docs/spec/kinds.md. Whether a number is likely to exist is a matter of rules, not of the kind.

use std::sync::LazyLock;

use crate::pattern::Regex;
use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `phone`.
pub(super) struct Phone;

/// Every number in its normal form; what is dialled inside mainland China has no country code.
const NORMAL: &str = concat!(
    "^(1[0-9]{10}|0(10|2[0-9]|[3-9][0-9]{2})-[1-9][0-9]{6,7}(-[0-9]{1,6})?|[1-9][0-9]{2,9}",
    "|\\+([1-79][0-9]{6,14}|8[0-57-9][0-9]{5,13}))$",
);

impl Rules for Phone {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        super::text::TEXT_OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::text(field, super::text::LONGEST_LINE, &["pattern"], pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(json!({ "type": "string", "pattern": NORMAL }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = text::half_width(&text::normal(super::string(json, Kind::Phone)?));
        if given.is_empty() {
            return Ok(Value::Blank);
        }
        normal(&given).map(Value::Text).ok_or_else(|| {
            Refusal::new(
                "bad_phone",
                "请填写电话号码，如 13812345678、0571-88886666 或 +14155550123",
                "give a telephone number such as 13812345678, 0571-88886666 or +14155550123",
            )
        })
    }
}

/// The normal form of a number, if it is one.
pub fn normal(given: &str) -> Option<String> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:tel:|电话[:]?|手机[:]?)?([(+]{0,2}[0-9(). \-−–—‑]+?)(?:(?: *(?:ext\.?|x|转|分机|#)[:. ]*)([0-9]{1,6}))?$")
            .expect("a constant pattern compiles")
    });
    static ALREADY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(NORMAL).expect("a constant pattern compiles"));
    let lower = given.to_ascii_lowercase();
    let parts = SHAPE.captures(lower.trim())?;
    let written = parts[1].replace(['−', '–', '—', '‑'], "-");
    let (written, dashed) = split_extension(&written);
    let extension = parts.get(2).map(|found| found.as_str()).or(dashed);
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let abroad = written.trim_start_matches('(').starts_with('+') || digits.starts_with("00");
    let number = assemble(&digits, abroad)?;
    let number = match extension {
        Some(extension) => format!("{number}-{extension}"),
        None => number,
    };
    ALREADY.is_match(&number).then_some(number)
}

/// `0571-88886666-802` has a landline's extension after its second dash.
fn split_extension(written: &str) -> (&str, Option<&str>) {
    let parts: Vec<&str> = written.split('-').collect();
    match parts.as_slice() {
        [area, number, extension]
            if area.starts_with('0')
                && number.trim().len() >= 7
                && !extension.is_empty()
                && extension.len() <= 6 =>
        {
            (&written[..written.len() - extension.len() - 1], Some(extension))
        }
        _ => (written, None),
    }
}

fn assemble(digits: &str, abroad: bool) -> Option<String> {
    if abroad {
        let digits = digits.trim_start_matches('0');
        return match digits.strip_prefix("86") {
            Some(home) => domestic(home),
            None => Some(format!("+{digits}")),
        };
    }
    match digits.strip_prefix("86") {
        Some(home) if home.len() == 11 && home.starts_with('1') => domestic(home),
        _ => domestic(digits),
    }
}

/// A number inside mainland China; `10…` after a country code is Beijing without its zero.
fn domestic(digits: &str) -> Option<String> {
    let trimmed = digits.trim_start_matches('0');
    if trimmed.len() == 11 && trimmed.starts_with('1') {
        return Some(trimmed.to_owned());
    }
    if !digits.starts_with('0') {
        return Some(digits.to_owned());
    }
    let area = if trimmed.starts_with("10") || trimmed.starts_with('2') { 2 } else { 3 };
    (trimmed.len() > area).then(|| format!("0{}-{}", &trimmed[..area], &trimmed[area..]))
}
