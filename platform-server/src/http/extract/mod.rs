//! What a handler takes in: every extractor refuses with a [`Problem`](super::problem::Problem).
//!
//! Shape:  [`Json`], [`Path`], [`Query`], [`Speaks`]; who asks: [`Actor`](crate::identity::Actor), [`Admin`],
//!         [`Reader`], [`Visitor`], [`Anyone`].

mod json;
mod parameters;
mod principal;
mod query;
mod scan;
mod shape;

pub use json::{Json, MaybeJson, read_body};
pub use parameters::{Path, Peer, Query, Speaks};
pub(super) use principal::administers;
pub use principal::{Admin, Anyone, Reader, Visitor};
pub use query::NO_JSON;
pub use shape::read as read_shape;

/// What is wrong with the grammar of a JSON text, such as a key twice in one object; nothing about its meaning.
pub fn json_flaw(text: &[u8]) -> Option<engine_core::issue::Issue> {
    scan::check(text).err().map(scan::Flaw::issue)
}
