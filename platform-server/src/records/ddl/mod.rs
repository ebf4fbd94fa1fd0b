//! From published entities to physical tables.
//!
//! Shape:  entity → [`Shape`] (what must be there) − [`Existing`] (what is) → [`SchemaChange`]s → statements. Only ever
//!         adds: a removed field keeps its column until somebody purges it. Doing it twice does nothing, so a publish
//!         that was interrupted is simply run again.
//! Source: DESIGN §4 "Publishing an entity expands"; golden files in tests/golden/sql.

mod diff;
mod existing;
mod render;
mod shape;

pub use diff::{SchemaChange, changes};
pub use existing::{Existing, existing};
pub use render::{in_words, render};
pub use shape::{IndexShape, Shape, TableShape, duplicate_column, shape};
