//! Numbers as they are spelt.
//!
//! Shape:  [`literal`] for the language itself, [`read`] for what people write in a text.
//! Source: docs/spec/formulas.md §1 and §4; no locale has a say.

use rust_decimal::Decimal;

/// A number as written in a formula: digits, a point, an exponent.
pub(super) fn literal(text: &str) -> Option<Decimal> {
    if !text.bytes().any(|b| b.is_ascii_digit()) || text.len() > 64 {
        return None;
    }
    if text.contains(['e', 'E']) {
        let (mantissa, exponent) = text.split_once(['e', 'E'])?;
        return scaled(literal(mantissa)?, exponent.parse().ok()?);
    }
    let text = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    Decimal::from_str_exact(text.strip_suffix('.').unwrap_or(&text)).ok()
}

fn scaled(number: Decimal, exponent: i32) -> Option<Decimal> {
    let ten = |power: u32| Decimal::try_from_i128_with_scale(10_i128.checked_pow(power)?, 0).ok();
    let power = exponent.unsigned_abs();
    if power > 28 {
        return number.is_zero().then_some(Decimal::ZERO);
    }
    if exponent >= 0 { number.checked_mul(ten(power)?) } else { number.checked_div(ten(power)?) }
}

/// A number as people write it: `1,234.50`, `-12%`, `¥8`, `1.5E3`, full-width digits too. `None` for anything else.
pub(super) fn read(text: &str) -> Option<Decimal> {
    let folded = crate::text::half_width(text);
    let (percent, rest) = match folded.trim().strip_suffix('%') {
        Some(rest) => (true, rest.trim_end()),
        None => (false, folded.trim()),
    };
    let (negative, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix('+').unwrap_or(rest)),
    };
    let rest = rest.strip_prefix(['¥', '￥', '$']).unwrap_or(rest);
    let plain =
        rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'e' | b'E' | b'+' | b'-'));
    if !plain || !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let number = literal(&without_commas(rest)?)?;
    let number = if percent { number.checked_mul(Decimal::new(1, 2))? } else { number };
    Some(if negative && !number.is_zero() { -number } else { number })
}

/// Thousands separators must stand before groups of three.
fn without_commas(text: &str) -> Option<String> {
    let whole = text.split(['.', 'e', 'E']).next().unwrap_or_default();
    let rest = &text[whole.len()..];
    if rest.contains(',') {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    if grouped && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    Some(format!("{}{rest}", whole.replace(',', "")))
}
