//! Import and export of spreadsheets.
pub mod formula_safe;
pub mod limits;
pub mod read;
pub mod sheet;
