//! What a formula may know of the world, and where it reads fields.
//!
//! Shape:  `Context` holds clock, zone and calendar; `Fields` maps a path to a value.
//! Source: docs/spec/formulas.md §2; nothing is read from the host.

use std::collections::BTreeSet;

use crate::moment::TimeZone;
use jiff::civil::{Date, Weekday};

use super::tree::FieldPath;
use super::value::Value;
use crate::moment::Moment;

/// Clock, zone and calendar of one evaluation.
#[derive(Clone, Debug)]
pub struct Context {
    /// What `TODAY()` returns.
    pub today: Date,
    /// What `NOW()` returns.
    pub now: Moment,
    /// Where days begin and end.
    pub zone: TimeZone,
    /// Days off besides Saturdays and Sundays (节假日).
    pub holidays: BTreeSet<Date>,
    /// Saturdays and Sundays that are worked (调休).
    pub workdays: BTreeSet<Date>,
}

impl Context {
    /// The context of a moment in a zone, with no holidays.
    pub fn at(now: Moment, zone: TimeZone) -> Context {
        let today = now.day(&zone);
        Context { today, now, zone, holidays: BTreeSet::new(), workdays: BTreeSet::new() }
    }

    /// Whether a day is worked, leaving out further days off.
    pub(super) fn is_workday(&self, day: Date, off: &BTreeSet<Date>) -> bool {
        if off.contains(&day) {
            return false;
        }
        if self.workdays.contains(&day) {
            return true;
        }
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }
}

/// Where a formula reads fields.
pub trait Fields {
    /// The value at a path: blank when empty, a list for a column of a sub-table, `#REF!` when there is no such field.
    fn value(&self, path: &FieldPath) -> Value;
}

impl<F: Fn(&FieldPath) -> Value> Fields for F {
    fn value(&self, path: &FieldPath) -> Value {
        self(path)
    }
}
