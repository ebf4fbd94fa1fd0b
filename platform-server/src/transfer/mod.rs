//! Import and export of spreadsheets.
pub mod columns;
pub mod formula_safe;
pub mod header;
pub mod limits;
pub mod mapping;
pub mod noise;
pub mod read;
pub mod refused_rows;
pub mod sheet;
pub mod unknown;
mod words;
