//! A number written in a format of `0 # ? , . %` and literals.
//!
//! Source: docs/spec/formulas.md §9 "Formats"; as Excel, rounded half away from zero.

use rust_decimal::Decimal;

use super::format::Piece;
use super::number::{self, Rounding};
use super::value::ErrorCode;

/// The number in the section for its sign: positive and zero; negative; zero.
pub(super) fn text(number: Decimal, sections: &[Vec<Piece>]) -> Result<String, ErrorCode> {
    let negative = number < Decimal::ZERO;
    let chosen = match (sections.len(), negative, number.is_zero()) {
        (2.., true, _) => 1,
        (3.., _, true) => 2,
        _ => 0,
    };
    let signed = negative && chosen == 0;
    let section = sections.get(chosen).map(Vec::as_slice).unwrap_or_default();
    Layout::of(section)?.write(number.abs(), signed)
}

/// A section taken apart.
struct Layout<'a> {
    /// Up to the point.
    whole: &'a [Piece],
    /// After the point, when there is one.
    fraction: Option<&'a [Piece]>,
    grouped: bool,
    /// Powers of ten by which the number is multiplied.
    shift: i64,
}

impl<'a> Layout<'a> {
    fn of(section: &'a [Piece]) -> Result<Layout<'a>, ErrorCode> {
        let point = section.iter().position(|piece| *piece == Piece::Mark('.'));
        let whole = &section[..point.unwrap_or(section.len())];
        let fraction = point.map(|at| &section[at + 1..]);
        if fraction.is_some_and(|pieces| pieces.contains(&Piece::Mark('.'))) {
            return Err(ErrorCode::Value);
        }
        let percents = section.iter().filter(|piece| **piece == Piece::Mark('%')).count();
        let last_digit = whole.iter().rposition(is_digit);
        let commas = |pieces: &[Piece]| pieces.iter().filter(|piece| **piece == Piece::Mark(',')).count();
        let (inner, trailing) = match last_digit {
            Some(at) => (commas(&whole[..at]), commas(&whole[at..])),
            None => (0, 0),
        };
        let shift = i64::try_from(percents * 2).unwrap_or(0) - i64::try_from(trailing * 3).unwrap_or(0);
        Ok(Layout { whole, fraction, grouped: inner > 0, shift })
    }

    fn write(&self, number: Decimal, negative: bool) -> Result<String, ErrorCode> {
        let places = self.fraction.map_or(0, |pieces| pieces.iter().filter(|piece| is_digit(piece)).count());
        let factor = number::power(Decimal::TEN, self.shift.abs().into())?;
        let scaled = if self.shift < 0 {
            number.checked_div(factor).ok_or(ErrorCode::Number)?
        } else {
            number::multiply(number, factor)?
        };
        let rounded = number::round(scaled, i64::try_from(places).unwrap_or(28), Rounding::Nearest)?;
        let plain = number::plain(rounded);
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let sign = if negative && !rounded.is_zero() { "-" } else { "" };
        let mut text = String::from(sign);
        text.push_str(&self.whole(whole.trim_start_matches('0')));
        if let Some(pieces) = self.fraction {
            text.push('.');
            text.push_str(&write_fraction(pieces, fraction));
        }
        Ok(text)
    }

    /// From the right: each placeholder takes a digit, the leftmost takes all that are left.
    fn whole(&self, digits: &str) -> String {
        let mut left: Vec<char> = digits.chars().collect();
        let mut written: Vec<char> = Vec::new();
        let mut count = 0;
        let leftmost = self.whole.iter().position(is_digit);
        for (index, piece) in self.whole.iter().enumerate().rev() {
            match piece {
                Piece::Literal(literal) => written.extend(literal.chars().rev()),
                Piece::Mark('%') => written.push('%'),
                Piece::Mark(mark @ ('0' | '#' | '?')) => {
                    let blank = match mark {
                        '0' => Some('0'),
                        '?' => Some(' '),
                        _ => None,
                    };
                    let first = left.pop().or(blank);
                    let rest = if leftmost == Some(index) { std::mem::take(&mut left) } else { Vec::new() };
                    for digit in first.into_iter().chain(rest.into_iter().rev()) {
                        if self.grouped && count > 0 && count % 3 == 0 {
                            written.push(if digit == ' ' { ' ' } else { ',' });
                        }
                        written.push(digit);
                        count += 1;
                    }
                }
                _ => {}
            }
        }
        written.into_iter().rev().collect()
    }
}

fn is_digit(piece: &Piece) -> bool {
    matches!(piece, Piece::Mark('0' | '#' | '?'))
}

/// `0` always writes a digit, `#` only one that is followed by something, `?` a space instead.
fn write_fraction(pieces: &[Piece], digits: &str) -> String {
    let mut digits = digits.chars();
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Mark('%') => text.push('%'),
            Piece::Mark('0') => text.push(digits.next().unwrap_or('0')),
            Piece::Mark('?') => text.push(digits.next().unwrap_or(' ')),
            Piece::Mark('#') => text.extend(digits.next()),
            _ => {}
        }
    }
    text
}
