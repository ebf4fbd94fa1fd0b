//! Counting in working days.
//!
//! Shape:  the context's calendar, less the days off given with the call.
//! Units:  one operation per 16 days looked at.
//! Source: docs/spec/formulas.md §9 "Dates".

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Arguments, Outcome};
use crate::formula::convert;
use crate::formula::operate::{add_days, days_between};
use crate::formula::value::{ErrorCode, Value};

const DAYS_PER_OPERATION: i64 = 16;

/// The days off given as the third argument.
fn off(a: &Arguments<'_>) -> Result<BTreeSet<Date>, ErrorCode> {
    let days = a.items(2)?.iter().filter(|day| !day.is_blank());
    days.map(|day| convert::day(day, a.zone())).collect()
}

pub(super) fn workday(a: &Arguments<'_>) -> Outcome {
    let (start, count, off) = (a.day(0)?, a.whole(1, 0)?, off(a)?);
    let step = count.signum();
    let (mut day, mut left, mut looked) = (start, count.unsigned_abs(), 0);
    while left > 0 {
        day = add_days(day, step)?;
        left -= u64::from(a.machine.context.is_workday(day, &off));
        looked += 1;
        if looked % DAYS_PER_OPERATION == 0 {
            a.machine.charge(1)?;
        }
    }
    Ok(Value::Date(day))
}

pub(super) fn network_days(a: &Arguments<'_>) -> Outcome {
    let (start, end, off) = (a.day(0)?, a.day(1)?, off(a)?);
    let (first, last, sign) = if start <= end { (start, end, 1) } else { (end, start, -1) };
    let span = days_between(first, last);
    a.machine.charge(usize::try_from(span / DAYS_PER_OPERATION).unwrap_or(usize::MAX))?;
    let mut worked = 0_i64;
    for offset in 0..=span {
        worked += i64::from(a.machine.context.is_workday(add_days(first, offset)?, &off));
    }
    Ok(Value::Number((worked * sign).into()))
}
