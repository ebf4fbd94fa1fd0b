//! Numbers as people type them.
//!
//! Grammar: sign or parentheses, currency, digits in groups of three, decimals, exponent, then any of 百 千 万 亿 k w,
//!         one of % ‰, currency: `¥6.8万`, `(1,200)`, `1.2E+5`, `５％`.
//! Units:  exact; what has more digits than a number may have is refused, never rounded.

use std::sync::LazyLock;

use crate::pattern::Regex;
use rust_decimal::Decimal;

use super::number;
use crate::{issue::Refusal, text};

/// A number a person typed, with the currency that stood beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The number, after 万 and % are applied.
    pub(super) amount: Decimal,
    /// ISO 4217.
    pub(super) currency: Option<[u8; 3]>,
    /// Whether it was written with % or ‰.
    pub(super) ratio: bool,
}

/// Currency codes that stand beside typed amounts; other letters are units, and no number.
const CODES: [&str; 28] = [
    "CNY", "USD", "EUR", "GBP", "HKD", "MOP", "TWD", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "IDR", "INR",
    "PHP", "AUD", "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "RUB", "AED", "SAR", "BRL", "ZAR",
];

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
pub(super) fn read(given: &str) -> Result<Option<Typed>, Refusal> {
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
    let magnitude = digits(rest).ok_or_else(|| number::bad_number(given))??;
    let mut amount = magnitude.checked_mul(factor).ok_or_else(number::too_many_digits)?.normalize();
    amount.set_sign_negative(negative && !amount.is_zero());
    Ok(Some(Typed { amount, currency, ratio: plain.contains(['%', '‰']) }))
}

/// Reads a number that is no ratio; `None` for blank.
pub(super) fn plain(given: &str) -> Result<Option<Typed>, Refusal> {
    match read(given)? {
        Some(typed) if typed.ratio => Err(number::bad_number(given)),
        typed => Ok(typed),
    }
}

/// Takes one currency off the front or the back.
fn take_currency<'a>(text: &'a str, front: bool, found: &mut Option<[u8; 3]>) -> Option<&'a str> {
    let take = |mark: &str| if front { text.strip_prefix(mark) } else { text.strip_suffix(mark) };
    let code = || {
        let code = if front { text.get(..3)? } else { text.get(text.len().checked_sub(3)?..)? };
        let known = CODES.iter().find(|known| known.eq_ignore_ascii_case(code))?;
        Some((take(code)?, known.as_bytes().try_into().ok()?))
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
    let step =
        Decimal::from(times).checked_mul(Decimal::new(1, places)).ok_or_else(number::too_many_digits)?;
    *factor = factor
        .checked_mul(step)
        .filter(|f| *f < Decimal::from(10_i128.pow(20)))
        .ok_or_else(number::too_many_digits)?;
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
    Some(number::decimal(&format!("0{whole}{fraction}")).and_then(|number| shift(number, exponent)))
}

/// The number times a power of ten.
fn shift(number: Decimal, exponent: i32) -> Result<Decimal, Refusal> {
    let power = Decimal::from(
        10_i128
            .checked_pow(exponent.unsigned_abs())
            .filter(|_| exponent.abs() <= 20)
            .ok_or_else(number::too_many_digits)?,
    );
    if exponent >= 0 { number.checked_mul(power) } else { number.checked_div(power) }
        .ok_or_else(number::too_many_digits)
}
