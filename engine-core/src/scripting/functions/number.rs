//! Numbers: whole or exact decimals, never floats.
//!
//! Units:  decimals have up to 28 digits while computing; rounding is half away from zero, as Excel and PostgreSQL do.
//! Errors: a division by zero, a result out of range and a text that is no number are faults.

use rhai::{Array, Dynamic, ImmutableString as Text, Module};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Fallible, refuse};
use crate::scripting::fault::Raised;
use crate::scripting::record::RowsView;

pub(super) fn register(module: &mut Module) {
    divide(module);
    round(module);
    convert(module);
    module.set_native_fn("sum", |items: Array| -> Fallible<Decimal> {
        items.iter().try_fold(Decimal::ZERO, |total, item| add(total, number(item)?))
    });
    module.set_native_fn("sum", |rows: RowsView, field: Text| -> Fallible<Decimal> {
        (0..rows.0.count()).try_fold(Decimal::ZERO, |total, index| {
            let row = rows.0.row(index).map_err(|refusal| Raised::refusal(refusal, &field))?;
            let value = row.read(&field).map_err(|refusal| Raised::refusal(refusal, &field))?;
            add(total, number(&value.into_dynamic())?)
        })
    });
}

/// `7 / 2` is 3.5, as in formulas; rhai alone would cut it to 3 without a word.
fn divide(module: &mut Module) {
    module.set_native_fn("/", |a: i64, b: i64| -> Fallible<Decimal> {
        Decimal::from(a)
            .checked_div(Decimal::from(b))
            .map(|quotient| quotient.normalize())
            .ok_or_else(by_zero)
    });
    module.set_native_fn("/=", |_: Dynamic, _: i64| -> Fallible<()> {
        Err(refuse("整数不支持 /=，请写 x = x / y", "write `x = x / y`: a quotient is not a whole number"))
    });
    module.set_native_fn("quotient", |a: i64, b: i64| -> Fallible<i64> {
        a.checked_div(b).ok_or_else(by_zero)
    });
}

fn round(module: &mut Module) {
    module.set_native_fn("round", |value: Decimal| -> Fallible<Decimal> { half_away(value, 0) });
    module.set_native_fn("round", |value: Decimal, digits: i64| -> Fallible<Decimal> {
        half_away(value, digits)
    });
    module.set_native_fn("round", |value: i64| -> Fallible<i64> { Ok(value) });
    module.set_native_fn("round", |value: i64, _digits: i64| -> Fallible<i64> { Ok(value) });
    module.set_native_fn("floor", |value: Decimal| -> Fallible<Decimal> { Ok(value.floor()) });
    module.set_native_fn("floor", |value: i64| -> Fallible<i64> { Ok(value) });
    module.set_native_fn("ceiling", |value: Decimal| -> Fallible<Decimal> { Ok(value.ceil()) });
    module.set_native_fn("ceiling", |value: i64| -> Fallible<i64> { Ok(value) });
}

fn convert(module: &mut Module) {
    module.set_native_fn("decimal", |value: i64| -> Fallible<Decimal> { Ok(value.into()) });
    module.set_native_fn("decimal", |value: Decimal| -> Fallible<Decimal> { Ok(value) });
    module.set_native_fn("decimal", |text: Text| -> Fallible<Decimal> {
        Decimal::from_str_exact(text.trim())
            .map_err(|_| refuse(format!("“{text}”不是数字"), format!("`{text}` is not a number")))
    });
    module.set_native_fn("integer", |value: i64| -> Fallible<i64> { Ok(value) });
    module.set_native_fn("integer", |value: Decimal| -> Fallible<i64> {
        i64::try_from(value).ok().filter(|whole| Decimal::from(*whole) == value).ok_or_else(|| {
            refuse(
                format!("{value} 不是整数，请先用 round、floor 或 ceiling"),
                format!("{value} is not whole: use round, floor or ceiling first"),
            )
        })
    });
    module.set_native_fn("integer", |text: Text| -> Fallible<i64> {
        text.trim()
            .parse()
            .map_err(|_| refuse(format!("“{text}”不是整数"), format!("`{text}` is not a whole number")))
    });
}

fn half_away(value: Decimal, digits: i64) -> Fallible<Decimal> {
    let digits = u32::try_from(digits).ok().filter(|digits| *digits <= 28);
    let digits =
        digits.ok_or_else(|| refuse("小数位数应为 0 到 28", "a number of decimals is from 0 to 28"))?;
    Ok(value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
}

fn by_zero() -> Box<rhai::EvalAltResult> {
    refuse("除数为零或结果超出范围", "a division by zero, or a result out of range")
}

/// A number of a sum; blank counts as nothing.
fn number(value: &Dynamic) -> Fallible<Decimal> {
    if value.is_unit() {
        return Ok(Decimal::ZERO);
    }
    let kind = value.type_name();
    let decimal = value.as_int().map(Decimal::from).or_else(|_| value.as_decimal());
    decimal.map_err(|_| {
        refuse(format!("sum 只能合计数字，不能合计 {kind}"), format!("sum takes numbers, not {kind}"))
    })
}

fn add(total: Decimal, item: Decimal) -> Fallible<Decimal> {
    total.checked_add(item).ok_or_else(by_zero)
}
