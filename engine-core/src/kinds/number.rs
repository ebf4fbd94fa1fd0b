//! Exact numbers as JSON gives them: read, held against a field's scale and bounds, written and shown.
//!
//! Units:  at most 18 digits, at most 6 of them after the point; never rounded, never a float.
//! Source: DESIGN §5 "Decimals".

use std::sync::LazyLock;

use crate::pattern::Regex;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::{Kind, check, typed};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Most digits of a number.
pub(super) const MOST_DIGITS: u32 = 18;

/// Operators of everything that has an order.
pub(super) const OPERATORS: &[Operator] = &[
    Operator::Eq,
    Operator::Ne,
    Operator::In,
    Operator::NotIn,
    Operator::Lt,
    Operator::Lte,
    Operator::Gt,
    Operator::Gte,
    Operator::Between,
    Operator::IsEmpty,
    Operator::IsNotEmpty,
];

pub(super) fn bad_number(given: &str) -> Refusal {
    let given: String = given.chars().take(60).collect();
    Refusal::new(
        "bad_number",
        format!("“{given}”不是数字，请填写如 1234.50"),
        format!("`{given}` is no number; give one such as 1234.50"),
    )
}

pub(super) fn too_many_digits() -> Refusal {
    Refusal::new("too_many_digits", "数字最多 18 位", "a number has at most 18 digits")
}

/// The number in a JSON string; `None` for blank.
pub(super) fn exact(json: &Json, kind: Kind) -> Result<Option<Decimal>, Refusal> {
    static PLAIN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[+-]?[0-9]+(?:\.[0-9]+)?$").expect("a constant pattern compiles"));
    let given = text::half_width(&text::normal(super::string(json, kind)?));
    if given.is_empty() {
        return Ok(None);
    }
    if !PLAIN.is_match(&given) {
        return Err(bad_number(&given));
    }
    decimal(&given).map(Some)
}

/// Digits to a decimal without losing one.
pub(super) fn decimal(digits: &str) -> Result<Decimal, Refusal> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let number = format!("{whole}.{fraction}");
    Decimal::from_str_exact(number.trim_end_matches('.')).map_err(|_| too_many_digits())
}

/// The number at the field's scale, when it has no more decimals and digits and lies within `min` and `max`.
pub(super) fn fit(field: &Field, number: Decimal) -> Result<Decimal, Refusal> {
    let scale = field.scale;
    let mut fitted = number.normalize();
    if fitted.scale() > scale {
        return Err(Refusal::new(
            "too_precise",
            format!("最多 {scale} 位小数，请自行取舍后填写"),
            format!("at most {scale} decimals; round it yourself"),
        ));
    }
    if fitted.trunc().abs() >= Decimal::from(10_i128.pow(MOST_DIGITS - scale.min(MOST_DIGITS))) {
        return Err(too_many_digits());
    }
    bounds(field, fitted)?;
    fitted.rescale(scale);
    fitted.set_sign_positive(fitted.is_zero() || fitted.is_sign_positive());
    Ok(fitted)
}

/// Refuses what lies outside `min` and `max` of the field.
pub(super) fn bounds(field: &Field, number: Decimal) -> Result<(), Refusal> {
    within(field.min, field.max, number)
}

/// Refuses what lies outside two bounds.
pub(super) fn within(min: Option<Decimal>, max: Option<Decimal>, number: Decimal) -> Result<(), Refusal> {
    match (min, max) {
        (Some(min), _) if number < min => {
            Err(Refusal::new("too_small", format!("不能小于 {min}"), format!("at least {min}")))
        }
        (_, Some(max)) if number > max => {
            Err(Refusal::new("too_large", format!("不能大于 {max}"), format!("at most {max}")))
        }
        _ => Ok(()),
    }
}

/// The pattern of numbers of 18 digits at a scale: whole digits, point, decimals; no sign when `min` forbids it.
pub(super) fn pattern(field: &Field) -> String {
    let sign = if field.min.is_some_and(|min| min >= Decimal::ZERO) { "" } else { "-?" };
    let scale = field.scale;
    let more = MOST_DIGITS.saturating_sub(scale + 1);
    let fraction = if scale == 0 { String::new() } else { format!("\\.[0-9]{{{scale}}}") };
    format!("^{sign}(0|[1-9][0-9]{{0,{more}}}){fraction}$")
}

/// The sign of a currency, for showing.
pub(super) fn sign(currency: &str) -> Option<&'static str> {
    match currency {
        "CNY" => Some("¥"),
        "USD" => Some("$"),
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "HKD" => Some("HK$"),
        "TWD" => Some("NT$"),
        _ => None,
    }
}

/// Digits of a decimal in groups of three.
pub(super) fn grouped(number: &Decimal) -> String {
    let written = number.to_string();
    let (sign, digits) = written.strip_prefix('-').map_or(("", written.as_str()), |digits| ("-", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::from(sign);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The value of a decimal that fits.
pub(super) fn value(field: &Field, number: Option<Decimal>) -> Result<Value, Refusal> {
    number.map_or(Ok(Value::Blank), |number| fit(field, number).map(Value::Decimal))
}

/// The number with exactly the field's decimals; more of them are kept, for none is ever rounded away.
pub(super) fn scaled(field: &Field, number: Decimal) -> Decimal {
    let mut scaled = number.normalize();
    if scaled.scale() < field.scale {
        scaled.rescale(field.scale);
    }
    scaled
}

/// The JSON form of a decimal.
pub(super) fn write(field: &Field, value: &Value) -> Json {
    value.number().map_or(Json::Null, |number| Json::String(scaled(field, number).to_string()))
}

/// Reads what a filter compares with: as the kind does, but neither a bound of the field nor its decimal places bound
/// the question.
///
/// # Errors
/// As the kind's `read`.
pub fn operand(field: &Field, json: &Json) -> Result<Value, Refusal> {
    let rules = field.kind.values();
    match rules.read(field, json) {
        Err(refusal) if matches!(refusal.code, "too_small" | "too_large") => {
            // Stars and durations have bounds of their own; a question may go beyond these, too.
            let kind = if field.kind.is_whole() { Kind::Integer } else { field.kind };
            kind.values().read(&Field { kind, min: None, max: None, ..field.clone() }, json)
        }
        Err(refusal) if refusal.code == "too_precise" => {
            let written = json.as_str().map(|t| crate::text::normal(t).parse());
            written.and_then(Result::ok).map_or(Err(refusal), |number| Ok(Value::Decimal(number)))
        }
        outcome => outcome,
    }
}

/// What an author may write of a decimal number.
pub(super) fn check(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    check::exact_number(field, "string", pointer, issues);
}

/// The schema of a decimal number.
pub(super) fn schema(field: &Field) -> Map<String, Json> {
    super::schema(json!({ "type": "string", "pattern": pattern(field) }))
}

/// A decimal number from its JSON.
pub(super) fn read(field: &Field, json: &Json, kind: Kind) -> Result<Value, Refusal> {
    value(field, exact(json, kind)?)
}

/// A decimal number as a person types it.
pub(super) fn parse(field: &Field, text: &str) -> Result<Value, Refusal> {
    value(field, typed::read(text)?.map(|typed| typed.amount))
}
