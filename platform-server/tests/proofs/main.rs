//! Plans as SQL: the same answers as in memory, the same text as the golden files, nothing of what a user wrote in it.
//!
//! Shape:  the specimen's definitions, assembled here and published on servers of both databases; filters written by
//!         chance over the whole grammar of docs/spec/filters.md.
//! Source: DESIGN §10; H1–H5 of the review of other products' holes, which SECURITY.md lists.

#![expect(clippy::needless_pass_by_value, reason = "JSON literals are written where they are passed")]

mod answers;
mod asked;
mod golden;
mod memory;
mod schemas;
mod skeleton;
mod stored;
mod tokens;
mod words;
mod written;

use engine_core::definition::DefinitionKind;
use platform_server::catalog::{Document, Snapshot, assemble};

/// The specimen, assembled as a publish would.
fn snapshot() -> Snapshot {
    let documents = formwork_tests::specimen().into_iter().map(|body| {
        let key = body["x-entity"]["key"].as_str().expect("a key").to_owned();
        Document::new(DefinitionKind::Entity, &key, body).expect("a document")
    });
    let (snapshot, issues) = assemble(documents.collect(), 1);
    assert!(issues.is_empty(), "{issues:?}");
    snapshot
}
