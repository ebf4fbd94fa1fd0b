//! Imports: files as people have them, through the built program.

mod bad_input;
mod command;
mod duplicates;
mod found_by;
mod held;
mod lookups;
mod messy;
mod numbers;
mod people;
mod refused;
mod rights;
mod sample;
mod sheets;
mod time;
mod undo;
mod verified;

pub(crate) use rights::clerk;
