//! Everything in one file that another installation, on either database, becomes the same from.
//!
//! Shape:  [`write`] reads one moment of the database into a ZIP of JSON lines and a manifest with a count and a hash for
//!         each; [`Archive::open`] believes none of it and counts and hashes again; [`restore`] writes it into an empty
//!         installation in one transaction and reads all of it back before that ends.
//! Units:  pages of some hundred lines; nothing is held but a few of them.
//! Errors: a sentence in both languages; whatever is wrong, nothing is written.
//! Source: docs/spec/archive.md.

mod lines;
mod manifest;
mod open;
mod restore;
mod write;

pub use manifest::{FileEntry, MANIFEST, Manifest};
pub use open::Archive;
pub use restore::restore;
pub(in crate::exchange) use write::write;

use engine_core::issue::Message;

use crate::records::error::StoreError;

/// Why an archive is not taken.
fn refused(chinese: impl Into<String>, english: impl Into<String>) -> StoreError {
    StoreError::Unsupported(Message::new(chinese.into(), english.into()))
}

/// What is in the file is not what was written.
fn damaged(file: &str) -> StoreError {
    refused(
        format!("归档已损坏或不完整（{file}），没有还原任何内容"),
        format!("the archive is damaged or not whole ({file}); nothing was restored"),
    )
}
