//! Records → a file for people (XLSX, CSV) or programs (JSONL).
//!
//! Shape:  a writer per format takes rows one by one and keeps none of them; XLSX lies in a temporary file until it is
//!         finished, and starts a new sheet every 1,048,576 rows.
//! Errors: those of the disk and of who reads.
//! Source: docs/spec/imports.md "Export"; formula injection: OWASP ASVS 5 §1.2.10.

mod csv;
mod jsonl;
mod refused;
mod shown;
mod xlsx;

use std::sync::Arc;

use engine_core::entity::Field;

pub use csv::CsvWriter;
pub use jsonl::JsonlWriter;
pub use refused::{RefusedWriter, reason};
pub use shown::{Shown, Titles, shown};
pub use xlsx::XlsxWriter;

/// One exported column.
#[derive(Clone, Debug)]
pub struct ExportColumn {
    /// What it holds.
    pub field: Arc<Field>,
    /// What stands above it.
    pub header: String,
}

#[cfg(test)]
mod tests;
