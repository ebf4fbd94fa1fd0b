//! An import from upload to records and back.
//!
//! Shape:  [`begin`] reads and verifies in the background; [`change`] patches the mapping and verifies again; [`apply`]
//!         verifies once more while it writes, one batch for all of it; [`undo`] takes the batch back.
//! Errors: [`Problem`]; nothing is written before [`apply`].

mod apply;
mod job;
mod lookup;
pub mod mappings;
mod outcomes;
mod pass;
mod read;
mod rights;
mod show;
mod undo;
mod verify;

pub use apply::apply;
pub use job::{Details, Import, ImportCounts, ImportView, State};
pub use outcomes::{RowsPage, RowsWanted};
pub use read::{Goal, begin, upload_to};
pub use show::{refused_file, rows};
pub use undo::{undo, undo_batch};
pub use verify::change;

use crate::http::problem::{Code, Problem};

/// The state of an import does not allow what was asked.
fn not_now() -> Problem {
    Problem::new(Code::StateConflict)
}
