//! Apps: folders of definitions that install as a unit, and their sample data.
//!
//! Shape:  `folder` reads files, `read` makes definitions of them, `check` says what is wrong; `install`, `export` and
//!         `difference` go between a folder and what is published; `load` writes sample records, `trial` does all of it
//!         in a temporary installation, `demo` in this one.
//! Errors: [`AppFault`]; what is wrong with a folder is a list of [`Found`].
//! Source: DESIGN §4, §10; docs/how-to/ship-an-app.md.

pub mod canonical;
pub mod check;
pub mod demo;
pub mod difference;
pub mod export;
mod fault;
pub mod folder;
pub mod install;
pub mod load;
mod people;
mod read;
pub mod sample;
pub mod trial;

pub use fault::AppFault;
pub use read::{AppFolder, Found, SampleFiles};
