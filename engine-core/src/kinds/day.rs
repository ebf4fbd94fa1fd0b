//! Days and times as people write them.
//!
//! Grammar: `2026-11-02` `2026/11/2` `2026.11.2` `20261102` `2026年11月2日` `26-11-2` `11月2日` `2-Nov-2026`
//!          `Nov 2, 2026` `11/20/2026` (only when one reading exists), a spreadsheet's serial `46328`, 今天 昨天 明天;
//!          then, for a time, `9:30` `09:30:15` `9点半` `下午3:30` `3:30 PM`.
//! Errors:  `ambiguous_date` when two readings exist, `bad_date` and `bad_time` otherwise.

use std::sync::LazyLock;

use crate::pattern::{Captures, Regex};
use jiff::civil::{Date, Time};

use super::{ParseContext, check};
use crate::{
    entity::Field,
    issue::{Issue, Refusal},
    text,
};

/// First and last year of a day.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1000..=9999;

/// What an author may write of a day or a point in time.
pub(super) fn check(field: &Field, format: &str, pointer: &str, issues: &mut Vec<Issue>) {
    check::json_type(field, "string", pointer, issues);
    check::annotations(field, &[], pointer, issues);
    check::keywords(field, &["enum", "format"], pointer, issues);
    check::format(field, format, pointer, issues);
    check::values(field, pointer, issues);
}

/// The refusal of what is no day.
pub(super) fn bad_date() -> Refusal {
    Refusal::new("bad_date", "请填写日期，如 2026-11-02", "give a date such as 2026-11-02")
}

/// The refusal of what is no time of day.
pub(super) fn bad_time() -> Refusal {
    Refusal::new("bad_time", "请填写时间，如 09:30", "give a time such as 09:30")
}

fn ambiguous() -> Refusal {
    Refusal::new(
        "ambiguous_date",
        "无法分辨月和日，请写成 2026-11-02 这样",
        "day and month cannot be told apart; write it as 2026-11-02",
    )
}

/// A pattern whose named groups are year, month, day and the rest of the text.
struct Spelling {
    pattern: Regex,
    order: Order,
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    YearFirst,
    /// Year of two digits first, as in `26-11-2`.
    ShortYearFirst,
    /// Month and day in an order that only their size tells.
    YearLast,
    MonthName,
    NoYear,
}

static SPELLINGS: LazyLock<Vec<Spelling>> = LazyLock::new(|| {
    let rest = |pattern: &str| match pattern.contains('日') {
        true => "(?P<rest>.*)$",
        false => "(?P<rest>(?:[^0-9./-].*)?)$",
    };
    [
        (r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", Order::YearFirst),
        (r"^(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})", Order::YearFirst),
        (r"^(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})", Order::YearFirst),
        (r"^(?P<y>\d{4}|\d{2}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?(?:[日号]|$)", Order::YearFirst),
        (r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", Order::YearFirst),
        (r"^(?P<y>\d{2})[-.](?P<m>\d{1,2})[-.](?P<d>\d{1,2})", Order::ShortYearFirst),
        (r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})", Order::YearLast),
        (
            r"^(?P<d>\d{1,2})(?:st|nd|rd|th)?[- ]?(?P<n>[a-z]{3,9})\.?[-, ]{0,2}(?P<y>\d{4}|\d{2})",
            Order::MonthName,
        ),
        (r"^(?P<n>[a-z]{3,9})\.?[- ](?P<d>\d{1,2})(?:st|nd|rd|th)?[-, ]{1,2}(?P<y>\d{4})", Order::MonthName),
        (r"^(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?(?:[日号]|$)", Order::NoYear),
    ]
    .into_iter()
    .map(|(pattern, order)| Spelling {
        pattern: Regex::new(&format!("(?i){}{}", pattern.replace(r"\d", "[0-9]"), rest(pattern)))
            .expect("a constant pattern compiles"),
        order,
    })
    .collect()
});

/// The day a text starts with, and the rest of the text; `None` for blank.
pub(super) fn typed(given: &str, context: &ParseContext) -> Result<Option<(Date, String)>, Refusal> {
    let plain = text::normal(&text::half_width(given));
    if plain.is_empty() {
        return Ok(None);
    }
    if let Some((shift, rest)) = relative(&plain) {
        let day = context.today.checked_add(jiff::Span::new().days(shift)).map_err(|_| bad_date())?;
        return Ok(Some((day, rest)));
    }
    if let Some(found) = serial(&plain) {
        return Ok(Some(found));
    }
    for spelling in SPELLINGS.iter() {
        if let Some(parts) = spelling.pattern.captures(&plain) {
            let day = read(&parts, spelling.order, context.today)?;
            return Ok(Some((day, without_weekday(&parts["rest"]).to_owned())));
        }
    }
    Err(bad_date())
}

fn relative(plain: &str) -> Option<(i64, String)> {
    [
        ("今天", 0),
        ("昨天", -1),
        ("明天", 1),
        ("前天", -2),
        ("后天", 2),
        ("today", 0),
        ("yesterday", -1),
        ("tomorrow", 1),
    ]
    .into_iter()
    .find_map(|(word, shift)| Some((shift, plain.to_lowercase().strip_prefix(word)?.trim().to_owned())))
}

/// A spreadsheet's day number of five digits, with the time as its fraction.
fn serial(plain: &str) -> Option<(Date, String)> {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) || plain.ends_with('.') {
        return None;
    }
    let day =
        Date::constant(1899, 12, 30).checked_add(jiff::Span::new().days(whole.parse::<i64>().ok()?)).ok()?;
    let rest = if fraction.is_empty() { String::new() } else { format!("0.{fraction}") };
    Some((day, rest))
}

fn read(parts: &Captures<'_>, order: Order, today: Date) -> Result<Date, Refusal> {
    let number = |name: &str| parts.name(name).and_then(|part| part.as_str().parse::<i16>().ok());
    let year = match parts.name("y").map(|part| part.as_str()) {
        None => today.year(),
        Some(digits) if digits.len() == 2 => century(digits.parse().map_err(|_| bad_date())?, today),
        Some(digits) => digits.parse().map_err(|_| bad_date())?,
    };
    let month = match parts.name("n") {
        Some(name) => month_named(name.as_str()).ok_or_else(bad_date)?,
        None => number("m").ok_or_else(bad_date)?,
    };
    let day = number("d").ok_or_else(bad_date)?;
    let make =
        |month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let found = match order {
        Order::YearLast => match (make(month, day), make(day, month)) {
            (Some(one), Some(other)) if one != other => return Err(ambiguous()),
            (one, other) => one.or(other),
        },
        Order::ShortYearFirst
            if parts["d"].len() == 2 && parts["y"].parse::<i16>().is_ok_and(|y| (1..=12).contains(&y)) =>
        {
            return Err(ambiguous());
        }
        _ => make(month, day),
    };
    found.filter(|day| YEARS.contains(&day.year())).ok_or_else(bad_date)
}

/// The year that ends with two digits and lies at most twenty years ahead.
fn century(digits: i16, today: Date) -> i16 {
    if 2000 + digits <= today.year() + 20 { 2000 + digits } else { 1900 + digits }
}

fn month_named(name: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_lowercase();
    let name = if name == "sept" { "sep" } else { name.as_str() };
    let place = MONTHS.iter().position(|month| *month == name || month[..3] == *name)?;
    i16::try_from(place + 1).ok()
}

fn without_weekday(rest: &str) -> &str {
    static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[(, ]*(?:星期|周|礼拜)[一二三四五六日天][)]?").expect("a constant pattern compiles")
    });
    WEEKDAY.find(rest).map_or(rest, |found| &rest[found.end()..]).trim_start_matches(['T', 't']).trim()
}

/// A time of day as people write it, and the text after it, which may be an offset.
pub(super) fn time(given: &str) -> Result<(Time, String), Refusal> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?P<before>上午|下午|晚上|早上|中午|凌晨|am|pm)? ?(?P<h>[0-9]{1,2})",
            r"(?:(?::(?P<m>[0-9]{1,2})|[时点](?:(?P<n>[0-9]{1,2})|(?P<half>半))?)",
            r"(?:[:分](?P<s>[0-9]{1,2})?(?P<f>\.[0-9]{1,9})?)?[秒钟整]?)? ?(?P<after>am|pm|a\.m\.|p\.m\.)?(?P<rest>.*)$",
        ))
        .expect("a constant pattern compiles")
    });
    let plain = text::normal(&text::half_width(given));
    if let Some(time) = fraction_of_day(&plain) {
        return Ok((time, String::new()));
    }
    let parts = SHAPE.captures(&plain).ok_or_else(bad_time)?;
    let number = |name: &str| parts.name(name).map_or(Some(0), |part| part.as_str().parse::<i8>().ok());
    let half = parts.name("half").map(|_| 30);
    let marked = parts.name("before").or(parts.name("after")).map(|mark| mark.as_str().to_lowercase());
    if plain.bytes().all(|b| b.is_ascii_digit()) && marked.is_none() {
        return Err(bad_time());
    }
    let hour = hour(number("h").ok_or_else(bad_time)?, marked.as_deref()).ok_or_else(bad_time)?;
    let nanoseconds = parts.name("f").map_or(Some(0), |f| format!("{:0<9}", &f.as_str()[1..]).parse().ok());
    let time = Time::new(
        hour,
        half.or(if parts.name("n").is_some() { number("n") } else { number("m") }).ok_or_else(bad_time)?,
        number("s").ok_or_else(bad_time)?,
        nanoseconds.ok_or_else(bad_time)?,
    )
    .map_err(|_| bad_time())?;
    Ok((time, parts["rest"].trim().to_owned()))
}

/// An hour of 24 from what was written beside it.
fn hour(written: i8, mark: Option<&str>) -> Option<i8> {
    match mark {
        None => Some(written),
        Some("下午" | "晚上") => {
            (1..24).contains(&written).then(|| if written < 12 { written + 12 } else { written })
        }
        Some("中午") => Some(if written < 3 { written + 12 } else { written }),
        Some("pm" | "p.m.") => (1..=12).contains(&written).then(|| written % 12 + 12),
        Some("am" | "a.m.") => (1..=12).contains(&written).then_some(written % 12),
        Some(_) => Some(if written == 12 { 0 } else { written }),
    }
}

/// A spreadsheet's time: the fraction of a day, to the second.
fn fraction_of_day(plain: &str) -> Option<Time> {
    let fraction = plain.strip_prefix("0.").filter(|digits| !digits.is_empty())?;
    if fraction.len() > 20 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let parts = fraction.parse::<i128>().ok()?;
    let whole = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let seconds = i32::try_from((parts * 86_400 * 2 + whole) / (whole * 2)).ok()?.min(86_399);
    let part = |n: i32| i8::try_from(n).ok();
    Time::new(part(seconds / 3600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, 0).ok()
}
