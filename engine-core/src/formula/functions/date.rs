//! Dates, moments and times.
//!
//! Units:  days without a zone; moments are seen in the zone of the context.
//! Source: docs/spec/formulas.md §9 "Dates".

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::workdays;
use super::{Arguments, DATE, Function, NUMBER, Outcome, Parameter as P, Returns, Run};
use crate::formula::convert;
use crate::formula::iso;
use crate::formula::operate::{add_days, days_between, shifted};
use crate::formula::tree::{Expression, Node};
use crate::formula::types::{Item, Type};
use crate::formula::value::{ErrorCode, Value};

type Result<T> = std::result::Result<T, ErrorCode>;

const fn part(
    name: &'static str,
    parameters: &'static [P],
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, (1, 1), parameters, NUMBER, Run::Eager(run), help)
}

const fn dating(
    name: &'static str,
    count: (usize, usize),
    parameters: &'static [P],
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, count, parameters, DATE, Run::Eager(run), help)
}

const fn measuring(
    name: &'static str,
    count: (usize, usize),
    parameters: &'static [P],
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, count, parameters, NUMBER, Run::Eager(run), help)
}

const THREE: &[P] = &[P::Number, P::Number, P::Number];
const SHIFT: &[P] = &[P::Date, P::Number];

/// The family.
pub(super) const FUNCTIONS: &[Function] = &[
    dating("TODAY", (0, 0), &[], |a| Ok(Value::Date(a.machine.context.today)), ("今天", "this day"))
        .volatile(),
    Function::new(
        "NOW",
        (0, 0),
        &[],
        Returns::Is(Type::MOMENT),
        Run::Eager(|a| Ok(Value::Moment(a.machine.context.now))),
        ("现在", "this moment"),
    )
    .volatile(),
    dating("DATE", (3, 3), THREE, date, ("由年、月、日得到日期", "the date of a year, month and day")),
    Function::new(
        "TIME",
        (3, 3),
        THREE,
        Returns::Is(Type::TIME),
        Run::Eager(time),
        ("由时、分、秒得到时间", "the time of an hour, minute and second"),
    ),
    dating(
        "DATEVALUE",
        (1, 1),
        &[P::Text],
        date_value,
        ("把 yyyy-mm-dd 文本转成日期", "the date an ISO text spells"),
    ),
    part("YEAR", &[P::Date], |a| small(a.day(0)?.year()), ("年", "the year")),
    part("MONTH", &[P::Date], |a| small(a.day(0)?.month()), ("月", "the month")),
    part("DAY", &[P::Date], |a| small(a.day(0)?.day()), ("日", "the day of the month")),
    part("HOUR", &[P::Clock], |a| small(a.time(0)?.hour()), ("时", "the hour")),
    part("MINUTE", &[P::Clock], |a| small(a.time(0)?.minute()), ("分", "the minute")),
    part("SECOND", &[P::Clock], |a| small(a.time(0)?.second()), ("秒", "the second")),
    measuring("WEEKDAY", (1, 2), SHIFT, weekday, ("星期几", "the day of the week")),
    measuring("WEEKNUM", (1, 2), SHIFT, week_number, ("一年中的第几周", "the week of the year")),
    Function::new(
        "DATEADD",
        (3, 3),
        &[P::Date, P::Number, P::Text],
        Returns::By(date_add_type),
        Run::Eager(date_add),
        ("加上若干年、月、周、日、时、分、秒", "some units of time later"),
    ),
    measuring(
        "DATEDIF",
        (3, 3),
        &[P::Date, P::Date, P::Text],
        date_dif,
        ("两个日期相差多少", "whole units of time from one date to another"),
    ),
    dating("EDATE", (2, 2), SHIFT, edate, ("几个月后的同一天", "the same day some months later")),
    dating(
        "EOMONTH",
        (2, 2),
        SHIFT,
        eomonth,
        ("几个月后的月末", "the last day of the month, some months later"),
    ),
    measuring(
        "DAYS",
        (2, 2),
        &[P::Date, P::Date],
        |a| whole(days_between(a.day(1)?, a.day(0)?)),
        ("两个日期相差的天数：先终后始", "days from the second date to the first"),
    ),
    dating(
        "WORKDAY",
        (2, 3),
        &[P::Date, P::Number, P::Days],
        workdays::workday,
        ("若干工作日之后的日期", "some working days later"),
    ),
    measuring(
        "NETWORKDAYS",
        (2, 3),
        &[P::Date, P::Date, P::Days],
        workdays::network_days,
        ("两个日期之间的工作日数，含首尾", "working days between two dates, both included"),
    ),
];

fn whole(number: i64) -> Outcome {
    Ok(Value::Number(number.into()))
}

fn small(number: impl Into<i64>) -> Outcome {
    whole(number.into())
}

/// Months beyond the year and days beyond the month run on.
fn date(a: &Arguments<'_>) -> Outcome {
    let (year, month, day) = (a.whole(0, 0)?, a.whole(1, 0)?, a.whole(2, 0)?);
    let months = year.checked_mul(12).and_then(|months| months.checked_add(month)?.checked_sub(1));
    let first = first_of(months.ok_or(ErrorCode::Number)?)?;
    add_days(first, day.checked_sub(1).ok_or(ErrorCode::Number)?).map(Value::Date)
}

/// The first day of a month counted from January of the year 0.
fn first_of(months: i64) -> Result<Date> {
    let year = i16::try_from(months.div_euclid(12)).map_err(|_| ErrorCode::Number)?;
    let month = i8::try_from(months.rem_euclid(12) + 1).map_err(|_| ErrorCode::Number)?;
    Date::new(year, month, 1).map_err(|_| ErrorCode::Number)
}

fn time(a: &Arguments<'_>) -> Outcome {
    let part = |index: usize, unit: i64| a.whole(index, 0)?.checked_mul(unit).ok_or(ErrorCode::Number);
    let (hours, minutes, seconds) = (part(0, 3600)?, part(1, 60)?, part(2, 1)?);
    let total = hours.checked_add(minutes).and_then(|sum| sum.checked_add(seconds));
    let total = total.filter(|total| *total >= 0).ok_or(ErrorCode::Number)? % 86_400;
    let field = |number: i64| i8::try_from(number).map_err(|_| ErrorCode::Number);
    let clock = Time::new(field(total / 3600)?, field(total / 60 % 60)?, field(total % 60)?, 0);
    clock.map(Value::Time).map_err(|_| ErrorCode::Number)
}

fn date_value(a: &Arguments<'_>) -> Outcome {
    match a.any(0) {
        Value::Blank => Ok(Value::Blank),
        Value::Text(text) if text.trim().is_empty() => Ok(Value::Blank),
        Value::Text(text) => convert::day(&Value::Text(text.clone()), a.zone()).map(Value::Date),
        other => convert::day(other, a.zone()).map(Value::Date),
    }
}

/// The number of a day in a week that begins as the type says, from 0.
fn day_of_week(date: Date, type_: i64) -> Result<i64> {
    let from_monday = i64::from(date.weekday().to_monday_zero_offset());
    let first = match type_ {
        1 | 17 => 6,
        2 | 11 | 21 => 0,
        12..=16 => type_ - 11,
        _ => return Err(ErrorCode::Number),
    };
    Ok((from_monday - first).rem_euclid(7))
}

fn weekday(a: &Arguments<'_>) -> Outcome {
    let date = a.day(0)?;
    match a.whole(1, 1)? {
        3 => whole(day_of_week(date, 2)?),
        21 => Err(ErrorCode::Number),
        type_ => whole(day_of_week(date, type_)? + 1),
    }
}

fn week_number(a: &Arguments<'_>) -> Outcome {
    let (date, type_) = (a.day(0)?, a.whole(1, 1)?);
    if type_ == 21 {
        return small(date.iso_week_date().week());
    }
    let first = day_of_week(date.first_of_year(), type_)?;
    whole((i64::from(date.day_of_year()) - 1 + first) / 7 + 1)
}

/// The same day some months later, or the last day of a month too short for it.
fn add_months(date: Date, months: i64) -> Result<Date> {
    let total = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let first = first_of(total.checked_add(months).ok_or(ErrorCode::Number)?)?;
    let day = date.day().min(first.days_in_month());
    Date::new(first.year(), first.month(), day)
        .ok()
        .filter(|date| iso::in_range(*date))
        .ok_or(ErrorCode::Number)
}

fn edate(a: &Arguments<'_>) -> Outcome {
    add_months(a.day(0)?, a.whole(1, 0)?).map(Value::Date)
}

fn eomonth(a: &Arguments<'_>) -> Outcome {
    add_months(a.day(0)?, a.whole(1, 0)?).map(|date| Value::Date(date.last_of_month()))
}

/// A unit without regard to case.
fn unit(a: &Arguments<'_>) -> Result<String> {
    Ok(a.text(2)?.trim().to_ascii_uppercase())
}

/// Microseconds of the units that do not depend on a calendar.
fn fixed(unit: &str) -> Option<i64> {
    match unit {
        "H" => Some(3_600_000_000),
        "MIN" => Some(60_000_000),
        "S" => Some(1_000_000),
        _ => None,
    }
}

fn date_add_type(types: &[Type], nodes: &[Node]) -> Type {
    let start = types.first().map_or(Item::Any, |start| start.item);
    match nodes.get(2).map(|node| &node.expression) {
        Some(Expression::Text(unit)) if fixed(&unit.trim().to_ascii_uppercase()).is_some() => Type::MOMENT,
        Some(Expression::Text(_)) if start == Item::Text => Type::ANY,
        Some(Expression::Text(_)) => start.into(),
        _ => Type::ANY,
    }
}

fn date_add(a: &Arguments<'_>) -> Outcome {
    let (unit, count) = (unit(a)?, a.whole(1, 0)?);
    if let Some(micros) = fixed(&unit) {
        return shifted(a.moment(0)?, count.checked_mul(micros).ok_or(ErrorCode::Number)?);
    }
    let start = a.local(0)?;
    let times = |factor: i64| count.checked_mul(factor).ok_or(ErrorCode::Number);
    let date = match unit.as_str() {
        "Y" => add_months(start.date(), times(12)?)?,
        "Q" => add_months(start.date(), times(3)?)?,
        "M" => add_months(start.date(), count)?,
        "W" => add_days(start.date(), times(7)?)?,
        "D" => add_days(start.date(), count)?,
        _ => return Err(ErrorCode::Value),
    };
    match convert::dated(a.any(0), a.zone()) {
        Value::Moment(_) => {
            iso::at_zone(date.to_datetime(start.time()), a.zone()).map(Value::Moment).ok_or(ErrorCode::Number)
        }
        _ => Ok(Value::Date(date)),
    }
}

/// Whole months from one day to another.
fn months_between(start: Date, end: Date) -> i64 {
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    months(end) - months(start) - i64::from(end.day() < start.day())
}

fn date_dif(a: &Arguments<'_>) -> Outcome {
    let unit = unit(a)?;
    if let Some(micros) = fixed(&unit) {
        let elapsed = i128::from(a.moment(1)?.0) - i128::from(a.moment(0)?.0);
        if elapsed < 0 {
            return Err(ErrorCode::Number);
        }
        let units = Decimal::try_from_i128_with_scale(elapsed / i128::from(micros), 0);
        return units.map(Value::Number).map_err(|_| ErrorCode::Number);
    }
    let (start, end) = (a.local(0).map(DateTime::date)?, a.local(1).map(DateTime::date)?);
    if start > end {
        return Err(ErrorCode::Number);
    }
    let months = months_between(start, end);
    whole(match unit.as_str() {
        "Y" => months / 12,
        "M" => months,
        "D" => days_between(start, end),
        "YM" => months % 12,
        "MD" => days_between(add_months(start, months)?, end),
        "YD" => days_between(add_months(start, months / 12 * 12)?, end),
        _ => return Err(ErrorCode::Value),
    })
}
