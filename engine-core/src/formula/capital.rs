//! Amounts in Chinese capital numerals (人民币大写).
//!
//! Shape:  `1409.5 → 壹仟肆佰零玖元伍角整`.
//! Errors: `#NUM!` from 10^16 on.
//! Source: docs/spec/formulas.md §9 "RMBUPPER"; 《支付结算办法》 annex 1, without the zeros that it leaves optional.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::number::{self, Rounding};
use super::value::ErrorCode;

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];

/// An amount rounded to 分.
pub(super) fn amount(number: Decimal) -> Result<String, ErrorCode> {
    let cents = number::round(number, 2, Rounding::Nearest)?;
    let cents = number::multiply(cents, Decimal::ONE_HUNDRED)?.to_i64().ok_or(ErrorCode::Number)?;
    let (yuan, jiao, fen) =
        (cents.unsigned_abs() / 100, cents.unsigned_abs() / 10 % 10, cents.unsigned_abs() % 10);
    if yuan >= 10_u64.pow(16) {
        return Err(ErrorCode::Number);
    }
    let mut text = String::from(if cents < 0 { "负" } else { "" });
    if yuan > 0 || cents == 0 {
        text.push_str(&whole(yuan));
        text.push('元');
    }
    if jiao > 0 {
        text.push_str(DIGITS[jiao as usize]);
        text.push('角');
    } else if fen > 0 && yuan > 0 {
        text.push('零');
    }
    if fen > 0 {
        text.push_str(DIGITS[fen as usize]);
        text.push('分');
    } else {
        text.push('整');
    }
    Ok(text)
}

/// A whole number, four digits at a time: a group left out or begun with zeros is spoken as one 零.
fn whole(number: u64) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut text = String::new();
    let mut gap = false;
    for group in (0..4).rev() {
        let value = number / 10_u64.pow(4 * group) % 10_000;
        let unit = group_unit(number, group);
        if value == 0 {
            gap = !text.is_empty();
            text.push_str(unit);
            continue;
        }
        if gap || (!text.is_empty() && value < 1_000) {
            text.push('零');
        }
        gap = false;
        text.push_str(&four(value));
        text.push_str(unit);
    }
    text
}

/// The unit after a group. 万亿 becomes 万 when the group of 亿 speaks its own unit.
fn group_unit(number: u64, group: u32) -> &'static str {
    let value = |group: u32| number / 10_u64.pow(4 * group) % 10_000;
    match group {
        3 if value(3) > 0 && value(2) > 0 => "万",
        group if value(group) > 0 => GROUPS[group as usize],
        _ => "",
    }
}

fn four(value: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for place in (0..4).rev() {
        let digit = value / 10_u64.pow(place) % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
        }
        gap = false;
        text.push_str(DIGITS[digit as usize]);
        text.push_str(PLACES[place as usize]);
    }
    text
}
