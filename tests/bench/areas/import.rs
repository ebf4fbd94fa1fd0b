//! Import of a sheet through the command line: verified, applied, every row in the change log.

use std::time::Instant;

use super::{Place, Wanted};
use crate::kept::{self, Copy};

/// Rows of the sheet.
const ROWS: u64 = 50_000;

pub(super) fn run(place: &mut Place<'_>, copy: &Copy) {
    let file = copy.installation().data_dir().join("sheet.csv");
    kept::sheet(&file, 2_000_000_001, 2_000_000_000 + ROWS);
    let started = Instant::now();
    kept::import(copy.installation(), &file);
    let speed = ROWS as f64 / started.elapsed().as_secs_f64();
    place.add("import", "import with the change log", speed, "rows/s", Wanted::least(8_000.0));
}
