//! Days and moments, counted from the clock's today.

use engine_core::moment::{Date, Moment, TimeOfDay, TimeZone, days, from_days};
use jiff::civil::Weekday;

use super::{chance::Chance, spec::Band};

/// The moment a sample is drawn for, and the company's zone.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Nothing that has happened lies after it.
    pub now: Moment,
    /// Whose days are meant.
    pub zone: TimeZone,
}

impl Clock {
    /// The current day.
    pub fn today(&self) -> Date {
        self.now.day(&self.zone)
    }

    /// Reads a day, or the day of a moment.
    pub(super) fn day_of(&self, text: &str) -> Option<Date> {
        text.parse()
            .ok()
            .filter(|_| !text.contains('T'))
            .or_else(|| Some(Moment::parse(text)?.day(&self.zone)))
    }
}

/// `base` and so many days; a weekend becomes the Friday before it.
pub(super) fn day(base: Date, bands: &[Band], working_days: bool, chance: &mut Chance) -> Date {
    let drawn = after(base, chance.banded(bands));
    if working_days { working_day(drawn) } else { drawn }
}

/// A moment between two times of day; one that would lie after now moves to an earlier day.
pub(super) fn moment(
    clock: &Clock,
    bands: &[Band],
    times: (TimeOfDay, TimeOfDay),
    working_days: bool,
    chance: &mut Chance,
) -> Moment {
    let mut day = day(clock.today(), bands, working_days, chance);
    let minute = chance.between(times.0.0.into(), times.1.0.into());
    loop {
        let moment = Moment(Moment::start_of(day, &clock.zone).0 + minute * 60_000_000);
        if moment <= clock.now {
            return moment;
        }
        day = after(day, -1);
        if working_days {
            day = working_day(day);
        }
    }
}

fn after(base: Date, count: i64) -> Date {
    i32::try_from(count).ok().and_then(|count| from_days(days(base) + count)).unwrap_or(base)
}

fn working_day(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => after(day, -1),
        Weekday::Sunday => after(day, -2),
        _ => day,
    }
}
