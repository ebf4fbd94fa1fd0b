//! Exports: files read back equal what the records hold.

mod everything;
mod files;
mod kinds;
mod rights;
