//! What time it is, and ids that carry it.
//!
//! Shape:  [`Clock::now`] → [`Moment`]; a test clock runs ahead of the system's by an offset that only grows.
//! Units:  microseconds since 1970-01-01T00:00:00Z; days are those of the company's zone.
//! Errors: [`Backwards`] when a test clock is told to go back.
//! Source: DESIGN §9 and §10.
//!
//! Architecture Invariant: no other file reads the system's clock.

use std::sync::{
    Mutex,
    atomic::{AtomicI64, Ordering},
};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use engine_core::moment::{Date, Moment, TimeZone};
use uuid::{ContextV7, Timestamp, Uuid};

/// The server's time.
#[derive(Debug)]
pub struct Clock {
    ahead: AtomicI64,
    movable: bool,
    zone: TimeZone,
    zone_name: String,
    ids: Mutex<ContextV7>,
    started: Instant,
}

/// A test clock was told to go back.
#[derive(Debug, thiserror::Error)]
#[error("the test clock stands at {now} and only moves forward")]
pub struct Backwards {
    /// Where it stands.
    pub now: Moment,
}

/// A zone that the bundled database does not know.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a time zone: use a name like Asia/Shanghai")]
pub struct UnknownZone(String);

impl Clock {
    /// A clock for a company's zone; `movable` makes it a test clock.
    ///
    /// # Errors
    /// When the zone is unknown.
    pub fn new(zone: &str, movable: bool) -> Result<Clock, UnknownZone> {
        let found = TimeZone::get(zone).map_err(|_| UnknownZone(zone.to_owned()))?;
        Ok(Clock {
            ahead: AtomicI64::new(0),
            movable,
            zone: found,
            zone_name: zone.to_owned(),
            ids: Mutex::new(ContextV7::new()),
            started: ticks(),
        })
    }

    /// The moment it is; on a test clock, the moment it was moved to plus what passed since.
    pub fn now(&self) -> Moment {
        Moment(system().0 + self.ahead.load(Ordering::Relaxed))
    }

    /// The moment the system says, whatever a test clock was moved to: sessions end by it, so that moving a test
    /// clock by a month does not sign its mover out.
    pub fn unmoved(&self) -> Moment {
        system()
    }

    /// Moves a test clock forward and returns where it stands.
    ///
    /// # Errors
    /// When `to` lies before [`Clock::now`].
    pub fn advance(&self, to: Moment) -> Result<Moment, Backwards> {
        let wanted = to.0 - system().0;
        let before = self.ahead.fetch_max(wanted, Ordering::Relaxed);
        if wanted < before { Err(Backwards { now: self.now() }) } else { Ok(self.now()) }
    }

    /// Whether this is a test clock.
    pub fn movable(&self) -> bool {
        self.movable
    }

    /// The company's zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The company's zone by name.
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The day it is in the company's zone.
    pub fn today(&self) -> Date {
        self.now().day(&self.zone)
    }

    /// A new UUIDv7 of this clock's time; ids made by one process ascend.
    pub fn id(&self) -> Uuid {
        let now = self.now().0.max(0);
        let context = self.ids.lock().expect("no thread panics while it holds the id counter");
        let seconds = u64::try_from(now / 1_000_000).unwrap_or_default();
        let nanoseconds = u32::try_from(now % 1_000_000 * 1_000).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(&*context, seconds, nanoseconds))
    }

    /// Seconds since this clock was made.
    pub fn uptime(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

/// A monotonic reading, for measuring how long something took.
pub fn ticks() -> Instant {
    Instant::now()
}

fn system() -> Moment {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_clock_moves_forward_only_and_goes_on() {
        let clock = Clock::new("Asia/Shanghai", true).expect("a zone");
        let day = Moment(clock.now().0 + Moment::DAY);
        let moved = clock.advance(day).expect("forward");
        assert!(moved >= day && moved.0 < day.0 + 5_000_000);
        assert!(clock.advance(Moment(day.0 - 1_000_000)).is_err());
        assert!(clock.now() >= moved);
        assert!(clock.unmoved() < moved);
    }

    #[test]
    fn the_day_is_the_zones() {
        let clock = Clock::new("Pacific/Kiritimati", false).expect("a zone");
        assert_eq!(clock.today(), clock.now().day(clock.zone()));
        assert!(Clock::new("Asia/Atlantis", false).is_err());
    }

    #[test]
    fn ids_ascend() {
        let clock = Clock::new("UTC", false).expect("a zone");
        let ids: Vec<Uuid> = (0..2_000).map(|_| clock.id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
