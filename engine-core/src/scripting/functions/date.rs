//! Days and moments. Nothing here knows the time: `today` and `now` are values of the run.
//!
//! Units:  a day has no zone; a moment is UTC; weekdays count from 1, Monday.
//! Errors: a day that does not exist is a fault, and so is comparing a day with anything but a day.

use jiff::Span;
use rhai::{Dynamic, ImmutableString as Text, Module};

use super::{Fallible, refuse, set_method};
use crate::moment::{Date, Moment, days};

pub(super) fn register(module: &mut Module) {
    module.set_custom_type::<Date>("date");
    module.set_custom_type::<Moment>("moment");
    make(module);
    parts(module);
    count(module);
    order::<Date>(module, "日期", "date");
    order::<Moment>(module, "时间", "moment");
}

fn make(module: &mut Module) {
    module.set_native_fn("date", |text: Text| -> Fallible<Date> {
        text.parse::<Date>().map_err(|_| {
            refuse(
                format!("“{text}”不是日期，请写成 2026-11-02"),
                format!("`{text}` is not a date: write 2026-11-02"),
            )
        })
    });
    module.set_native_fn("date", |year: i64, month: i64, day: i64| -> Fallible<Date> {
        let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
        let (Ok(year), Ok(month), Ok(day)) = parts else { return Err(no_such_day()) };
        Date::new(year, month, day).map_err(|_| no_such_day())
    });
    module.set_native_fn("moment", |text: Text| -> Fallible<Moment> {
        Moment::parse(&text).ok_or_else(|| {
            refuse(
                format!("“{text}”不是时间，请写成 2026-11-02T09:30:00Z"),
                format!("`{text}` is not a moment: write 2026-11-02T09:30:00Z"),
            )
        })
    });
}

fn parts(module: &mut Module) {
    set_method(module, "year", |date: &mut Date| -> Fallible<i64> { Ok(date.year().into()) });
    set_method(module, "month", |date: &mut Date| -> Fallible<i64> { Ok(date.month().into()) });
    set_method(module, "day", |date: &mut Date| -> Fallible<i64> { Ok(date.day().into()) });
    set_method(module, "weekday", |date: &mut Date| -> Fallible<i64> {
        Ok(date.weekday().to_monday_one_offset().into())
    });
    set_method(module, "start_of_month", |date: &mut Date| -> Fallible<Date> { Ok(date.first_of_month()) });
    set_method(module, "end_of_month", |date: &mut Date| -> Fallible<Date> { Ok(date.last_of_month()) });
}

fn count(module: &mut Module) {
    module.set_native_fn("add_days", |date: Date, count: i64| -> Fallible<Date> {
        shift(date, Span::new().try_days(count))
    });
    module.set_native_fn("add_months", |date: Date, count: i64| -> Fallible<Date> {
        shift(date, Span::new().try_months(count))
    });
    module.set_native_fn("days_between", |from: Date, to: Date| -> Fallible<i64> {
        Ok(i64::from(days(to)) - i64::from(days(from)))
    });
    module.set_native_fn("add_minutes", |moment: Moment, count: i64| -> Fallible<Moment> {
        let micros = count.checked_mul(60_000_000).and_then(|micros| moment.0.checked_add(micros));
        micros.map(Moment).ok_or_else(no_such_day)
    });
    module.set_native_fn("minutes_between", |from: Moment, to: Moment| -> Fallible<i64> {
        to.0.checked_sub(from.0).map(|micros| micros / 60_000_000).ok_or_else(no_such_day)
    });
}

/// Comparisons of one type with itself; with another type, `==` is false and an order is a fault, never a silent
/// `false`.
fn order<T: rhai::Variant + Clone + Ord>(module: &mut Module, chinese: &'static str, english: &'static str) {
    type Test<T> = fn(&T, &T) -> bool;
    let orders: [(&str, Test<T>); 4] = [("<", T::lt), ("<=", T::le), (">", T::gt), (">=", T::ge)];
    for (operator, test) in orders {
        module.set_native_fn(operator, move |a: T, b: T| -> Fallible<bool> { Ok(test(&a, &b)) });
        let wrong = move |found: &Dynamic| {
            let found = found.type_name();
            refuse(format!("{chinese}不能与 {found} 比较"), format!("a {english} has no order with {found}"))
        };
        module.set_native_fn(operator, move |_: T, b: Dynamic| -> Fallible<bool> { Err(wrong(&b)) });
        module.set_native_fn(operator, move |a: Dynamic, _: T| -> Fallible<bool> { Err(wrong(&a)) });
    }
    module.set_native_fn("==", |a: T, b: T| -> Fallible<bool> { Ok(a == b) });
    module.set_native_fn("!=", |a: T, b: T| -> Fallible<bool> { Ok(a != b) });
}

fn shift(date: Date, span: Result<Span, jiff::Error>) -> Fallible<Date> {
    span.and_then(|span| date.checked_add(span)).map_err(|_| no_such_day())
}

fn no_such_day() -> Box<rhai::EvalAltResult> {
    refuse("没有这一天", "there is no such day")
}
