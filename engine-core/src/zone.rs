//! A time zone as a list of its offsets, for a page, which has no zone database and nothing to read one with.
//!
//! Shape:  `[(from, offset), …]`, the first from the beginning of time; [`offsets`] makes the list of a zone, [`Zone`] is
//!         the zone again and answers as jiff's does.
//! Units:  seconds since 1970-01-01T00:00:00Z, and seconds east of it.
//! Errors: a local time that there is twice is the earlier one, one that there is not lies as far behind the gap as it
//!         lies in it; what no `Timestamp` can say is jiff's error.
//! Source: the Gregorian calendar repeats every 400 years, weekdays included, and so does every rule of a zone.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime, tz::Offset};

#[cfg(not(feature = "whole"))]
use crate::moment::TimeZone;

/// 400 years.
const CYCLE: i64 = 146_097 * 86_400;
/// 2600-01-01: the list ends here, and the cycle that ends here stands for all later ones. Zones that are known from lists
/// of years and not by a rule have none that late.
const END: i64 = 19_880_899_200;

/// The offsets of a zone.
#[cfg(feature = "whole")]
pub fn offsets(zone: &jiff::tz::TimeZone) -> Vec<(i64, i32)> {
    let first = zone.to_offset(Timestamp::MIN).seconds();
    let mut offsets = vec![(Timestamp::MIN.as_second(), first)];
    for step in zone.following(Timestamp::MIN) {
        let (from, offset) = (step.timestamp().as_second(), step.offset().seconds());
        if from >= END {
            break;
        }
        if offsets.last().is_some_and(|(_, before)| *before != offset) {
            offsets.push((from, offset));
        }
    }
    offsets
}

/// The zone of a page: what its list says.
#[cfg(not(feature = "whole"))]
pub fn told(_: &str, offsets: Vec<(i64, i32)>) -> Option<TimeZone> {
    Zone::of(offsets)
}

/// Where there is a zone database, the name says it.
#[cfg(feature = "whole")]
pub fn told(name: &str, _: Vec<(i64, i32)>) -> Option<jiff::tz::TimeZone> {
    jiff::tz::TimeZone::get(name).ok()
}

/// A zone.
#[derive(Clone, Debug)]
pub struct Zone(Option<Arc<[(i64, i32)]>>);

impl Zone {
    /// No offset at all.
    pub const UTC: Zone = Zone(None);

    /// From a list of offsets; nothing where it is empty or holds what is none.
    pub fn of(offsets: Vec<(i64, i32)>) -> Option<Zone> {
        let sound = offsets.iter().all(|(_, offset)| Offset::from_seconds(*offset).is_ok());
        (sound && !offsets.is_empty()).then(|| Zone(Some(offsets.into())))
    }

    fn offset(&self, second: i64) -> Offset {
        let within = if second < END { second } else { END - CYCLE + (second - END).rem_euclid(CYCLE) };
        let steps = self.0.as_deref().unwrap_or_default();
        let begun = steps.partition_point(|(from, _)| *from <= within);
        let offset = steps.get(begun.saturating_sub(1)).map_or(0, |(_, offset)| *offset);
        Offset::from_seconds(offset).unwrap_or(Offset::UTC)
    }

    /// The local date and time of a moment.
    pub fn to_datetime(&self, moment: Timestamp) -> DateTime {
        let second = moment.as_second() - i64::from(moment.subsec_nanosecond() < 0);
        self.offset(second).to_datetime(moment)
    }

    /// The moment of a local date and time.
    ///
    /// # Errors
    /// When it lies outside of what a `Timestamp` can say.
    pub fn to_timestamp(&self, local: DateTime) -> Result<Timestamp, jiff::Error> {
        let as_utc = Offset::UTC.to_timestamp(local).map(Timestamp::as_second);
        // At the ends of time there is no step; the offset of the end counts.
        let near = as_utc.unwrap_or(if local.year() < 0 { i64::MIN / 2 } else { END });
        let (before, after) = (self.offset(near - 2 * 86_400), self.offset(near + 2 * 86_400));
        let kept = |offset: &Offset| self.offset(near - i64::from(offset.seconds())) == *offset;
        let candidates = self.between(near);
        let found = [before].into_iter().chain(candidates).chain([after]).find(kept);
        // In a gap what was before it goes on.
        found.unwrap_or(before).to_timestamp(local)
    }

    /// Offsets that began within two days.
    fn between(&self, near: i64) -> impl Iterator<Item = Offset> + '_ {
        let within = if near < END { near } else { END - CYCLE + (near - END).rem_euclid(CYCLE) };
        let steps = self.0.as_deref().unwrap_or_default().iter();
        let close = steps.filter(move |(from, _)| from.abs_diff(within) <= 2 * 86_400);
        close.filter_map(|(_, offset)| Offset::from_seconds(*offset).ok())
    }
}

#[cfg(all(test, feature = "whole"))]
mod tests {
    use jiff::{civil::date, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;

    /// Zones with a rule, without one, with odd offsets, with a day left out, with years listed far ahead.
    const ZONES: [&str; 10] = [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "America/Santiago",
        "Europe/Dublin",
        "UTC",
    ];

    fn both(name: &str) -> (TimeZone, Zone) {
        let zone = TimeZone::get(name).expect("a zone");
        let own = Zone::of(offsets(&zone)).expect("offsets");
        (zone, own)
    }

    #[test]
    fn around_every_step_it_answers_as_jiff_does() {
        for name in ZONES {
            let (zone, own) = both(name);
            for (from, _) in offsets(&zone).into_iter().skip(1) {
                for shift in [-90_000, -7_200, -3_601, -3_600, -1_800, -1, 0, 1, 1_799, 3_600, 7_200, 90_000]
                {
                    let moment = Timestamp::from_second(from + shift).expect("a moment");
                    let local = zone.to_datetime(moment);
                    assert_eq!(own.to_datetime(moment), local, "{name} {moment}");
                    for hours in [0, 1, -1] {
                        let local = local.checked_add(jiff::Span::new().hours(hours)).expect("a time");
                        assert_eq!(
                            own.to_timestamp(local).ok(),
                            zone.to_timestamp(local).ok(),
                            "{name} {local}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn at_the_ends_of_time_it_answers_as_jiff_does() {
        for name in ZONES {
            let (zone, own) = both(name);
            for moment in [Timestamp::MIN, Timestamp::MAX] {
                assert_eq!(own.to_datetime(moment), zone.to_datetime(moment), "{name}");
            }
            for local in [
                DateTime::MIN,
                DateTime::MAX,
                date(9999, 12, 30).at(23, 0, 0, 0),
                date(1, 1, 1).at(0, 0, 0, 0),
            ] {
                assert_eq!(own.to_timestamp(local).ok(), zone.to_timestamp(local).ok(), "{name} {local}");
            }
        }
    }

    proptest! {
        #[test]
        fn anywhere_it_answers_as_jiff_does(zone in 0..ZONES.len(), micros in -62_135_596_800_000_000_i64..253_400_000_000_000_000) {
            let (zone, own) = both(ZONES[zone]);
            let moment = Timestamp::from_microsecond(micros).expect("a moment");
            let local = zone.to_datetime(moment);
            prop_assert_eq!(own.to_datetime(moment), local);
            prop_assert_eq!(own.to_timestamp(local).ok(), zone.to_timestamp(local).ok());
        }
    }
}
