//! Definitions: drafts, publishing, versions, and the published whole that everything else reads.
//!
//! Shape:  documents → `assemble` → [`Snapshot`], an immutable whole behind one pointer; publishing builds the next one,
//!         writes it and swaps the pointer.
//! Errors: a draft is stored even when wrong; a set of drafts is published only when nothing is.
//! Source: DESIGN §4.

mod assemble;
mod backfill;
mod check;
mod compatible;
mod compile;
mod crash;
mod documents;
mod levels;
mod meta;
mod pending;
mod publish;
mod schema;
mod snapshot;
mod store;
mod switch;
mod turn;
mod usages;

pub use assemble::assemble;
pub use backfill::{Computing, Work};
pub use compile::{Compiled, CompiledFormula, RollUp};
pub use documents::Document;
pub use meta::{meta_schema, structural_issues};
pub use publish::{Publication, Published};
pub use schema::explain;
pub use snapshot::Snapshot;
pub use store::{Catalog, CatalogError, DraftView, VersionView, standing};
pub use usages::{Usage, usages};
