//! Dates, times and moments as ISO 8601 writes them, and nothing else.
//!
//! Shape:  `yyyy-mm-dd`; `hh:mm[:ss[.ffffff]]`; both joined by `T` or a space, with `Z` or `±hh:mm` or the given zone.
//! Source: docs/spec/formulas.md §2.

use crate::moment::TimeZone;
use jiff::civil::{Date, DateTime, Time};

use crate::moment::Moment;

/// The years in which formulas compute.
pub(super) fn in_range(date: Date) -> bool {
    (1..=9999).contains(&date.year())
}

/// `yyyy-mm-dd`
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i16::try_from(digits(&text[..4])?).ok()?;
    let month = i8::try_from(digits(text.get(5..7)?)?).ok()?;
    let day = i8::try_from(digits(text.get(8..)?)?).ok()?;
    Date::new(year, month, day).ok().filter(|date| in_range(*date))
}

/// `hh:mm[:ss[.ffffff]]`
pub(super) fn time(text: &str) -> Option<Time> {
    let text = text.trim();
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let mut next = || parts.next().filter(|part| part.len() == 2).and_then(digits);
    let (hour, minute) = (next()?, next()?);
    let second = if clock.len() > 5 { next()? } else { 0 };
    if parts.next().is_some()
        || fraction.len() > 6
        || (text.contains('.') && (fraction.is_empty() || clock.len() < 8))
    {
        return None;
    }
    let micros = if fraction.is_empty() { 0 } else { digits(&format!("{fraction:0<6}"))? };
    let small = |number: u32| i8::try_from(number).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, i32::try_from(micros).ok()? * 1000).ok()
}

/// A date and a time; without an offset they are meant in the zone.
pub(super) fn moment(text: &str, zone: &TimeZone) -> Option<Moment> {
    let text = text.trim();
    let (day, rest) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.as_bytes()[10], b'T' | b't' | b' ') {
        return None;
    }
    let (clock, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(at) => (&rest[..at], Some(minutes(&rest[at..])?)),
        None => (rest, None),
    };
    let local = date(day)?.to_datetime(time(clock)?);
    match offset {
        Some(minutes) => {
            let utc = at_zone(local, &TimeZone::UTC)?;
            utc.0.checked_sub(minutes * 60_000_000).map(Moment)
        }
        None => at_zone(local, zone),
    }
}

/// The moment of a local date and time.
pub(super) fn at_zone(local: DateTime, zone: &TimeZone) -> Option<Moment> {
    zone.to_timestamp(local).ok().map(|timestamp| Moment(timestamp.as_microsecond()))
}

/// The local date and time of a moment, within the years of formulas.
pub(super) fn local(moment: Moment, zone: &TimeZone) -> Option<DateTime> {
    let timestamp = jiff::Timestamp::from_microsecond(moment.0).ok()?;
    Some(zone.to_datetime(timestamp)).filter(|local| in_range(local.date()))
}

fn minutes(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let negative = offset.starts_with('-');
    let bytes = offset.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes) = (digits(offset.get(1..3)?)?, digits(offset.get(4..)?)?);
    let total = i64::from(hours * 60 + minutes);
    (hours < 24 && minutes < 60).then_some(if negative { -total } else { total })
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `hh:mm:ss`, with a fraction when there is one.
pub(super) fn write_time(time: Time) -> String {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let micros = time.subsec_nanosecond() / 1000;
    if micros == 0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let fraction = format!("{micros:06}");
    format!("{hour:02}:{minute:02}:{second:02}.{}", fraction.trim_end_matches('0'))
}
