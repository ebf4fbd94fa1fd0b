//! Exact decimals as formulas use them.
//!
//! Units:  `rust_decimal`, at most 28 significant digits; quotients, roots, logarithms and powers with a fraction in the
//!         exponent are rounded to 12 decimal places, half away from zero.
//! Errors: `#NUM!` when a result does not fit, `#DIV/0!` for a zero divisor. No floating point anywhere.
//! Source: docs/spec/formulas.md §3.

use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

use super::value::ErrorCode;

type Result = std::result::Result<Decimal, ErrorCode>;

/// Decimal places of what does not come out even.
const SCALE: u32 = 12;

/// Rounds a result to the places that inexact operations keep.
pub(super) fn inexact(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(SCALE, RoundingStrategy::MidpointAwayFromZero)
}

/// `a + b`
pub(super) fn add(a: Decimal, b: Decimal) -> Result {
    a.checked_add(b).ok_or(ErrorCode::Number)
}

/// `a - b`
pub(super) fn subtract(a: Decimal, b: Decimal) -> Result {
    a.checked_sub(b).ok_or(ErrorCode::Number)
}

/// `a * b`
pub(super) fn multiply(a: Decimal, b: Decimal) -> Result {
    a.checked_mul(b).ok_or(ErrorCode::Number)
}

/// `a / b`
pub(super) fn divide(a: Decimal, b: Decimal) -> Result {
    if b.is_zero() {
        return Err(ErrorCode::Division);
    }
    a.checked_div(b).map(inexact).ok_or(ErrorCode::Number)
}

/// The sum of numbers.
pub(super) fn sum(numbers: &[Decimal]) -> Result {
    numbers.iter().try_fold(Decimal::ZERO, |total, number| add(total, *number))
}

/// The remainder, with the sign of the divisor.
pub(super) fn modulo(a: Decimal, b: Decimal) -> Result {
    if b.is_zero() {
        return Err(ErrorCode::Division);
    }
    let rest = a.checked_rem(b).ok_or(ErrorCode::Number)?;
    let crosses = !rest.is_zero() && rest.is_sign_negative() != b.is_sign_negative();
    if crosses { add(rest, b) } else { Ok(rest) }
}

/// `a ^ b`
pub(super) fn power(a: Decimal, b: Decimal) -> Result {
    match (a.is_zero(), b.is_zero()) {
        (true, true) => return Err(ErrorCode::Number),
        (true, false) if b.is_sign_negative() => return Err(ErrorCode::Division),
        (true, false) => return Ok(Decimal::ZERO),
        _ => {}
    }
    if b.fract().is_zero() {
        let times = b.abs().trunc().to_u128().ok_or(ErrorCode::Number)?;
        if !b.is_sign_negative() {
            return whole_power(a, times);
        }
        return match whole_power(a, times) {
            Ok(whole) => divide(Decimal::ONE, whole),
            Err(_) => Ok(Decimal::ZERO),
        };
    }
    if a.is_sign_negative() {
        return Err(ErrorCode::Number);
    }
    if b == Decimal::new(5, 1) {
        return square_root(a);
    }
    exponential(multiply(b, logarithm(a)?)?)
}

/// Repeated multiplication, by squaring.
fn whole_power(base: Decimal, mut times: u128) -> Result {
    let (mut power, mut square) = (Decimal::ONE, base);
    while times > 0 {
        if times & 1 == 1 {
            power = multiply(power, square)?;
        }
        times >>= 1;
        if times > 0 {
            square = multiply(square, square)?;
        }
    }
    Ok(power)
}

/// The square root, by Newton's method.
pub(super) fn square_root(number: Decimal) -> Result {
    if number.is_zero() {
        return Ok(Decimal::ZERO);
    }
    if number.is_sign_negative() {
        return Err(ErrorCode::Number);
    }
    let two = Decimal::TWO;
    let half = number.checked_div(two).ok_or(ErrorCode::Number)?;
    let mut root = add(half, Decimal::ONE)?;
    for _ in 0..200 {
        let quotient = number.checked_div(root).ok_or(ErrorCode::Number)?;
        let next = add(root, quotient)?.checked_div(two).ok_or(ErrorCode::Number)?;
        if next >= root {
            break;
        }
        root = next;
    }
    Ok(inexact(root))
}

const E: Decimal = Decimal::from_parts(2_239_425_882, 3_958_169_141, 1_473_583_531, false, 28);
const LN_2: Decimal = Decimal::from_parts(2_860_148_159, 2_180_329_217, 375_755_839, false, 28);

/// The natural logarithm to about 26 places: halved or doubled into 0.75 to 1.5, then the series of the inverse
/// hyperbolic tangent.
pub(super) fn logarithm(number: Decimal) -> Result {
    if number.is_zero() || number.is_sign_negative() {
        return Err(ErrorCode::Number);
    }
    let (low, high, half) = (Decimal::new(75, 2), Decimal::new(15, 1), Decimal::new(5, 1));
    let (mut rest, mut doublings) = (number, 0_i64);
    while rest > high {
        rest = multiply(rest, half)?;
        doublings += 1;
    }
    while rest < low {
        rest = multiply(rest, Decimal::TWO)?;
        doublings -= 1;
    }
    let ratio = (rest - Decimal::ONE).checked_div(rest + Decimal::ONE).ok_or(ErrorCode::Number)?;
    let square = multiply(ratio, ratio)?;
    let (mut term, mut total, mut index) = (ratio, ratio, 1_i64);
    while !term.is_zero() && index < 99 {
        term = multiply(term, square)?;
        index += 2;
        total = add(total, term.checked_div(Decimal::from(index)).ok_or(ErrorCode::Number)?)?;
    }
    add(multiply(total, Decimal::TWO)?, multiply(LN_2, Decimal::from(doublings))?)
}

/// `e ^ x`
pub(super) fn exponential(number: Decimal) -> Result {
    let whole = number.round();
    let rest = subtract(number, whole)?;
    if whole < Decimal::from(-40) {
        return Ok(Decimal::ZERO);
    }
    let (mut term, mut total, mut index) = (Decimal::ONE, Decimal::ONE, 0_i64);
    while !term.is_zero() && index < 40 {
        index += 1;
        term = multiply(term, rest)?.checked_div(Decimal::from(index)).ok_or(ErrorCode::Number)?;
        total = add(total, term)?;
    }
    let times = whole.abs().to_u128().filter(|times| *times < 100).ok_or(ErrorCode::Number)?;
    let scaled = whole_power(E, times)?;
    let result = if whole.is_sign_negative() {
        total.checked_div(scaled).ok_or(ErrorCode::Number)?
    } else {
        multiply(total, scaled)?
    };
    Ok(inexact(result))
}

/// Which way a number is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearest, half away from zero.
    Nearest,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

/// Rounds to decimal places; to tens, hundreds and so on when `places` is negative.
pub(super) fn round(number: Decimal, places: i64, rounding: Rounding) -> Result {
    if let Ok(places) = u32::try_from(places.min(28)) {
        let strategy = match rounding {
            Rounding::Nearest => RoundingStrategy::MidpointAwayFromZero,
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        return Ok(number.round_dp_with_strategy(places, strategy));
    }
    let unit = places
        .checked_neg()
        .and_then(|zeros| u32::try_from(zeros).ok())
        .filter(|zeros| *zeros <= 28)
        .map(|zeros| 10_i128.pow(zeros));
    match unit.and_then(|unit| Decimal::try_from_i128_with_scale(unit, 0).ok()) {
        Some(unit) => to_multiple(number, unit, rounding),
        None if rounding == Rounding::Up && !number.is_zero() => Err(ErrorCode::Number),
        None => Ok(Decimal::ZERO),
    }
}

/// Rounds to a multiple of a positive unit.
pub(super) fn to_multiple(number: Decimal, unit: Decimal, rounding: Rounding) -> Result {
    let rest = number.checked_rem(unit).ok_or(ErrorCode::Number)?;
    let base = subtract(number, rest)?;
    let away = match rounding {
        Rounding::Nearest => rest.abs() >= subtract(unit, rest.abs())?,
        Rounding::Up => !rest.is_zero(),
        Rounding::Down => false,
    };
    let step = if number.is_sign_negative() { -unit } else { unit };
    if away { add(base, step) } else { Ok(base) }
}

/// Without trailing zeros, as a number is joined to text.
pub(super) fn plain(number: Decimal) -> String {
    if number.is_zero() { "0".to_owned() } else { number.normalize().to_string() }
}

/// The whole part as a machine integer.
pub(super) fn whole(number: Decimal) -> std::result::Result<i64, ErrorCode> {
    number.trunc().to_i64().ok_or(ErrorCode::Number)
}

/// Numbers in JSON are strings, so that no reader makes floats of them.
pub(super) mod json {
    use rust_decimal::Decimal;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        Decimal::from_str_exact(&text).map_err(|_| D::Error::custom(format!("`{text}` is no exact decimal")))
    }
}
