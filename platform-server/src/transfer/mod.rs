//! Import and export of spreadsheets.
//!
//! Shape:  file → [`read`] → rows in a spool → [`inspect`] → header, columns and a suggested [`mapping::Mapping`] →
//!         [`verify`] → what becomes of each row; [`write`] goes the other way. All of it is pure but for files, and what
//!         must be asked of the database is the trait [`directory::Directory`].
//! Errors: [`read::FileRefused`] for a file, `Issue`s for a mapping and for rows.
//! Source: docs/spec/imports.md.
//!
//! Architecture Invariant: nothing here writes a record. Verification changes nothing, so it may run as often as a person
//! changes the mapping.

pub mod columns;
pub mod directory;
pub mod formula_safe;
pub mod header;
pub mod inspect;
pub mod limits;
pub mod mapping;
pub mod noise;
pub mod read;
pub mod refused_rows;
pub mod sheet;
pub mod totals;
pub mod unknown;
pub mod verify;
mod words;
pub mod write;
pub mod written;

#[cfg(test)]
mod tests;
