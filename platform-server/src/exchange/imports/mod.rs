//! An import from upload to records and back.
//!
//! Shape:  [`begin`] reads and verifies in the background; [`change`] patches the mapping and verifies again; [`apply`]
//!         verifies once more while it writes, one batch for all of it; [`undo`] takes the batch back. [`sample`] shows what
//!         becomes of some rows beside the file, and [`verified`] keeps who looked.
//! Errors: [`Problem`]; nothing is written before [`apply`].

mod apply;
mod job;
mod lookup;
pub mod mappings;
mod outcomes;
mod pass;
mod people;
mod read;
mod rights;
mod sample;
mod show;
mod undo;
mod verified;
mod verify;

pub use apply::apply;
pub use job::{Details, Import, ImportCounts, ImportView, State};
pub use outcomes::{RowsPage, RowsWanted};
pub use read::{Goal, begin, upload_to};
pub use sample::{LARGEST_SAMPLE, Sample, sample};
pub use show::{left_out_file, rows};
pub use undo::{undo, undo_batch};
pub use verified::{VerifiedView, verified};
pub use verify::change;

use crate::http::problem::{Code, Problem};

/// The state of an import does not allow what was asked.
fn not_now() -> Problem {
    Problem::new(Code::StateConflict)
}
