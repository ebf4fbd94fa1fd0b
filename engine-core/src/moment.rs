//! Moments, days and times of day.
//!
//! Units:  a [`Moment`] is microseconds since 1970-01-01T00:00:00Z; a [`TimeOfDay`] is minutes since midnight.
//! Source: DESIGN §5 and §9.

use std::fmt;

pub use jiff::civil::Date;
#[cfg(feature = "whole")]
pub use jiff::tz::TimeZone;

/// A page is told the offsets of its zone.
#[cfg(not(feature = "whole"))]
pub use crate::zone::Zone as TimeZone;

/// A point in time, UTC, to the microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// One day, in microseconds.
    pub const DAY: i64 = 86_400_000_000;

    /// Parses RFC 3339 with any offset.
    pub fn parse(text: &str) -> Option<Moment> {
        text.parse::<jiff::Timestamp>().ok().map(|t| Moment(t.as_microsecond()))
    }

    /// The day this moment falls on in a zone.
    pub fn day(self, zone: &TimeZone) -> Date {
        zone.to_datetime(self.timestamp()).date()
    }

    /// The moment at which a day starts in a zone.
    pub fn start_of(day: Date, zone: &TimeZone) -> Moment {
        let midnight = day.to_datetime(jiff::civil::Time::midnight());
        zone.to_timestamp(midnight)
            .map_or(Moment(i64::from(days(day)) * Moment::DAY), |start| Moment(start.as_microsecond()))
    }

    /// As jiff's type; values outside its range are held at its ends.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

/// A time on no particular day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(pub u16);

impl TimeOfDay {
    /// Parses `HH:MM`.
    pub fn parse(text: &str) -> Option<TimeOfDay> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |part: &str| -> Option<u16> {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let (hour, minute) = (digits(hour)?, digits(minute)?);
        (hour < 24 && minute < 60).then_some(TimeOfDay(hour * 60 + minute))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Days since 1970-01-01.
pub fn days(date: Date) -> i32 {
    // At most 4 million, which fits.
    i32::try_from(date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24).unwrap_or(0)
}

/// The date that lies `days` after 1970-01-01, when it exists in the years -9999 to 9999.
pub fn from_days(days: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::SignedDuration::from_hours(i64::from(days) * 24)).ok()
}
