//! Import of a sheet through the command line: verified, applied, every row in the change log.

use std::time::Instant;

use super::{Place, Wanted};
use crate::kept::{self, Copy};

/// Rows of the sheet.
const ROWS: u64 = 50_000;

pub(super) fn run(place: &mut Place<'_>, copy: &Copy) {
    // Two sheets: the first meets a database that was just started on a fresh copy, with nothing in memory and each page
    // about to be logged whole; the second meets one at work.
    let cold = speed(copy, 2_000_000_001);
    place.add(
        "import",
        "import right after the start",
        cold,
        "rows/s",
        Wanted { higher: true, ..Wanted::default() },
    );
    let warm = speed(copy, 2_000_000_001 + ROWS);
    place.add("import", "import with the change log", warm, "rows/s", Wanted::least(8_000.0));
}

/// Rows a second, from the start of the command to its end.
fn speed(copy: &Copy, first: u64) -> f64 {
    let file = copy.installation().data_dir().join("sheet.csv");
    kept::sheet(&file, first, first + ROWS - 1);
    let started = Instant::now();
    kept::import(copy.installation(), &file);
    ROWS as f64 / started.elapsed().as_secs_f64()
}
