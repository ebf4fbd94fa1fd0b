//! Arithmetic.
//!
//! Source: docs/spec/formulas.md §9 "Math"; rounding is half away from zero.

use rust_decimal::Decimal;

use super::numbers;
use super::{Arguments, Function, MANY, NUMBER, Outcome, Parameter as P, Returns, Run, TEXT};
use crate::formula::capital;
use crate::formula::number::{self, Rounding};
use crate::formula::value::{ErrorCode, Value};

type Result<T> = std::result::Result<T, ErrorCode>;

const fn numeric(
    name: &'static str,
    count: (usize, usize),
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, count, &[P::Number], NUMBER, Run::Eager(run), help)
}

const fn collecting(
    name: &'static str,
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, (1, MANY), &[P::Numbers], NUMBER, Run::Eager(run), help)
}

/// The family.
pub(super) const FUNCTIONS: &[Function] = &[
    collecting("SUM", sum, ("求和", "the sum")),
    collecting("PRODUCT", product, ("求积", "the product")),
    numeric("ABS", (1, 1), |a| plain(a.number(0)?.abs()), ("绝对值", "without its sign")),
    numeric(
        "ROUND",
        (1, 2),
        |a| rounded(a, Rounding::Nearest),
        ("四舍五入到指定小数位", "rounded to decimal places, half away from zero"),
    ),
    numeric(
        "ROUNDUP",
        (1, 2),
        |a| rounded(a, Rounding::Up),
        ("向远离零的方向进位", "rounded away from zero"),
    ),
    numeric("ROUNDDOWN", (1, 2), |a| rounded(a, Rounding::Down), ("向零的方向舍去", "rounded towards zero")),
    numeric("CEILING", (1, 2), ceiling, ("向上舍入到倍数", "rounded up to a multiple")),
    numeric("FLOOR", (1, 2), floor, ("向下舍入到倍数", "rounded down to a multiple")),
    numeric("INT", (1, 1), |a| plain(a.number(0)?.floor()), ("向下取整", "rounded down to a whole number")),
    numeric("TRUNC", (1, 2), |a| rounded(a, Rounding::Down), ("截去小数", "without further decimal places")),
    numeric(
        "MOD",
        (2, 2),
        |a| number::modulo(a.number(0)?, a.number(1)?).map(Value::Number),
        ("余数，符号与除数相同", "the remainder, with the sign of the divisor"),
    ),
    numeric(
        "POWER",
        (2, 2),
        |a| number::power(a.number(0)?, a.number(1)?).map(Value::Number),
        ("乘方", "one number to the power of another"),
    ),
    numeric(
        "SQRT",
        (1, 1),
        |a| number::square_root(a.number(0)?).map(Value::Number),
        ("平方根", "the square root"),
    ),
    numeric("LOG", (1, 2), log, ("对数，默认以 10 为底", "the logarithm, to base 10 unless given")),
    numeric(
        "EXP",
        (1, 1),
        |a| number::exponential(a.number(0)?).map(Value::Number),
        ("e 的乘方", "e to a power"),
    ),
    numeric("SIGN", (1, 1), |a| plain(sign(a.number(0)?)), ("符号：1、0 或 -1", "1, 0 or -1")),
    Function::new(
        "MIN",
        (1, MANY),
        &[P::Ordered],
        Returns::By(numbers::one_of),
        Run::Eager(min),
        ("最小的数字或最早的日期", "the smallest number or earliest date"),
    ),
    Function::new(
        "MAX",
        (1, MANY),
        &[P::Ordered],
        Returns::By(numbers::one_of),
        Run::Eager(max),
        ("最大的数字或最晚的日期", "the largest number or latest date"),
    ),
    Function::new(
        "RMBUPPER",
        (1, 1),
        &[P::Number],
        TEXT,
        Run::Eager(|a| capital::amount(a.number(0)?).map(Value::text)),
        ("人民币大写金额", "an amount in Chinese capital numerals"),
    ),
];

fn plain(number: Decimal) -> Outcome {
    Ok(Value::Number(number))
}

fn sum(a: &Arguments<'_>) -> Outcome {
    number::sum(&a.numbers(0, MANY)?).map(Value::Number)
}

fn product(a: &Arguments<'_>) -> Outcome {
    let numbers = a.numbers(0, MANY)?;
    if numbers.is_empty() {
        return plain(Decimal::ZERO);
    }
    numbers.into_iter().try_fold(Decimal::ONE, number::multiply).map(Value::Number)
}

fn rounded(a: &Arguments<'_>, rounding: Rounding) -> Outcome {
    number::round(a.number(0)?, a.whole(1, 0)?, rounding).map(Value::Number)
}

fn sign(number: Decimal) -> Decimal {
    match (number.is_zero(), number.is_sign_negative()) {
        (true, _) => Decimal::ZERO,
        (false, true) => Decimal::NEGATIVE_ONE,
        (false, false) => Decimal::ONE,
    }
}

/// Number and unit of `CEILING` and `FLOOR`; a positive number refuses a negative unit, as in Excel.
fn multiple(a: &Arguments<'_>) -> Result<(Decimal, Decimal)> {
    let number = a.number(0)?;
    let unit = if a.has(1) { a.number(1)? } else { Decimal::ONE };
    let refused = number > Decimal::ZERO && unit < Decimal::ZERO;
    if refused { Err(ErrorCode::Number) } else { Ok((number, unit)) }
}

fn ceiling(a: &Arguments<'_>) -> Outcome {
    let (number, unit) = multiple(a)?;
    if unit.is_zero() {
        return plain(Decimal::ZERO);
    }
    let away = number.is_sign_positive() || unit.is_sign_negative();
    let rounding = if away { Rounding::Up } else { Rounding::Down };
    number::to_multiple(number, unit.abs(), rounding).map(Value::Number)
}

fn floor(a: &Arguments<'_>) -> Outcome {
    let (number, unit) = multiple(a)?;
    if unit.is_zero() {
        return if number.is_zero() { plain(Decimal::ZERO) } else { Err(ErrorCode::Division) };
    }
    let toward = number.is_sign_positive() || unit.is_sign_negative();
    let rounding = if toward { Rounding::Down } else { Rounding::Up };
    number::to_multiple(number, unit.abs(), rounding).map(Value::Number)
}

fn log(a: &Arguments<'_>) -> Outcome {
    let base = if a.has(1) { a.number(1)? } else { Decimal::TEN };
    number::divide(number::logarithm(a.number(0)?)?, number::logarithm(base)?).map(Value::Number)
}

fn min(a: &Arguments<'_>) -> Outcome {
    let mut found = numbers::ordered(a, MANY)?;
    numbers::sort(a, &mut found);
    Ok(found.into_iter().next().unwrap_or(Value::Blank))
}

fn max(a: &Arguments<'_>) -> Outcome {
    let mut found = numbers::ordered(a, MANY)?;
    numbers::sort(a, &mut found);
    Ok(found.pop().unwrap_or(Value::Blank))
}
