//! Exact numbers, as JSON gives them and as people type them.
//!
//! Grammar of typed numbers: sign or parentheses, currency, digits in groups of three, decimals, exponent, then any of
//!         百 千 万 亿 k w, % ‰, 元: `¥6.8万`, `(1,200)`, `1.2E+5`, `５％`.
//! Units:  at most 18 digits, at most 6 of them after the point; never rounded, never a float.
//! Source: DESIGN §5 "Decimals".

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::Kind;
use crate::{entity::Field, filter::Operator, issue::Refusal, text, value::Value};

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

/// A number a person typed, with the currency that stood beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The number, after 万 and % are applied.
    pub(super) amount: Decimal,
    /// ISO 4217.
    pub(super) currency: Option<[u8; 3]>,
}

fn bad_number(given: &str) -> Refusal {
    let given: String = given.chars().take(60).collect();
    Refusal::new(
        "bad_number",
        format!("“{given}”不是数字,请填写如 1234.50"),
        format!("`{given}` is no number; give one such as 1234.50"),
    )
}

fn too_many_digits() -> Refusal {
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
fn decimal(digits: &str) -> Result<Decimal, Refusal> {
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
            format!("最多 {scale} 位小数,请自行取舍后填写"),
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

/// Refuses what lies outside `min` and `max`.
pub(super) fn bounds(field: &Field, number: Decimal) -> Result<(), Refusal> {
    match (field.min, field.max) {
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

const CURRENCIES: &[(&str, &[u8; 3])] = &[
    ("人民币", b"CNY"),
    ("RMB", b"CNY"),
    ("HK$", b"HKD"),
    ("US$", b"USD"),
    ("NT$", b"TWD"),
    ("¥", b"CNY"),
    ("\u{ffe5}", b"CNY"),
    ("$", b"USD"),
    ("€", b"EUR"),
    ("£", b"GBP"),
    ("\u{ffe1}", b"GBP"),
    ("美元", b"USD"),
    ("欧元", b"EUR"),
    ("港元", b"HKD"),
    ("港币", b"HKD"),
    ("日元", b"JPY"),
    ("英镑", b"GBP"),
    ("元整", b"CNY"),
    ("元", b"CNY"),
    ("圆", b"CNY"),
    ("块", b"CNY"),
];

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

const FACTORS: &[(&str, i64, u32)] = &[
    ("%", 1, 2),
    ("‰", 1, 3),
    ("百", 100, 0),
    ("千", 1_000, 0),
    ("万", 10_000, 0),
    ("亿", 100_000_000, 0),
    ("k", 1_000, 0),
    ("K", 1_000, 0),
    ("w", 10_000, 0),
    ("W", 10_000, 0),
];

/// Reads a number as people type it; `None` for blank.
pub(super) fn typed(given: &str) -> Result<Option<Typed>, Refusal> {
    let plain =
        text::half_width(&text::normal(given)).replace(['−', '–'], "-").replace(char::is_whitespace, "");
    let mut rest = plain.as_str();
    if rest.is_empty() {
        return Ok(None);
    }
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        negative = true;
        rest = inner;
    }
    let mut currency = None;
    loop {
        if let Some(after) = rest.strip_prefix('-').filter(|_| !negative) {
            negative = true;
            rest = after;
        } else if let Some(after) = take_currency(rest, true, &mut currency) {
            rest = after;
        } else {
            break;
        }
    }
    rest = rest.strip_prefix('+').unwrap_or(rest);
    let mut factor = Decimal::ONE;
    while let Some(before) =
        take_factor(rest, &mut factor)?.or_else(|| take_currency(rest, false, &mut currency))
    {
        rest = before;
    }
    let magnitude = digits(rest).ok_or_else(|| bad_number(given))??;
    let mut amount = magnitude.checked_mul(factor).ok_or_else(too_many_digits)?.normalize();
    amount.set_sign_negative(negative && !amount.is_zero());
    Ok(Some(Typed { amount, currency }))
}

/// Takes one currency off the front or the back.
fn take_currency<'a>(text: &'a str, front: bool, found: &mut Option<[u8; 3]>) -> Option<&'a str> {
    let take = |mark: &str| if front { text.strip_prefix(mark) } else { text.strip_suffix(mark) };
    let code = || {
        let code = if front { text.get(..3)? } else { text.get(text.len().checked_sub(3)?..)? };
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        Some((take(code)?, letters)).filter(|_| letters.iter().all(u8::is_ascii_uppercase))
    };
    let (rest, currency) =
        CURRENCIES.iter().find_map(|(mark, code)| Some((take(mark)?, **code))).or_else(code)?;
    if found.is_some_and(|already| already != currency) {
        return None;
    }
    *found = Some(currency);
    Some(rest)
}

/// Takes one of 百 千 万 亿 % ‰ off the back and applies it.
fn take_factor<'a>(text: &'a str, factor: &mut Decimal) -> Result<Option<&'a str>, Refusal> {
    let Some((rest, times, places)) =
        FACTORS.iter().find_map(|(mark, times, places)| Some((text.strip_suffix(mark)?, *times, *places)))
    else {
        return Ok(None);
    };
    // A percent sign comes last and once.
    if places > 0 && *factor != Decimal::ONE {
        return Ok(None);
    }
    let step = Decimal::from(times).checked_mul(Decimal::new(1, places)).ok_or_else(too_many_digits)?;
    *factor = factor
        .checked_mul(step)
        .filter(|f| *f < Decimal::from(10_i128.pow(20)))
        .ok_or_else(too_many_digits)?;
    Ok(Some(rest))
}

/// Unsigned digits, in groups of three or not, with decimals and an exponent.
fn digits(text: &str) -> Option<Result<Decimal, Refusal>> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(\.[0-9]*)?(?:[eE]([+-]?[0-9]{1,2}))?$")
            .expect("a constant pattern compiles")
    });
    let parts = SHAPE.captures(text)?;
    let whole = parts[1].replace(',', "");
    let fraction = parts.get(2).map_or("", |f| f.as_str());
    if whole.is_empty() && fraction.len() < 2 {
        return None;
    }
    let exponent: i32 = parts.get(3).map_or(Some(0), |e| e.as_str().parse().ok())?;
    Some(decimal(&format!("0{whole}{fraction}")).and_then(|number| shift(number, exponent)))
}

/// The number times a power of ten.
fn shift(number: Decimal, exponent: i32) -> Result<Decimal, Refusal> {
    let power = Decimal::from(
        10_i128
            .checked_pow(exponent.unsigned_abs())
            .filter(|_| exponent.abs() <= 20)
            .ok_or_else(too_many_digits)?,
    );
    if exponent >= 0 { number.checked_mul(power) } else { number.checked_div(power) }
        .ok_or_else(too_many_digits)
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
