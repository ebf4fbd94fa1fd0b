//! Imports: files as people have them, through the built program.

mod bad_input;
mod command;
mod duplicates;
mod found_by;
mod lookups;
mod messy;
mod refused;
mod rights;
mod sheets;
mod time;
mod undo;

pub(crate) use rights::clerk;
