//! What holds for every file of the repository, and no compiler checks.
//!
//! Shape:  the tree of files → a list of offences; a test fails with the list.
//! Source: DESIGN §3 and the house's style, ARCHITECTURE.md. `UPDATE=1` rewrites the golden lists, never a rule.

#[path = "tidy/codes.rs"]
mod codes;
#[path = "tidy/crates.rs"]
mod crates;
#[path = "tidy/documents.rs"]
mod documents;
#[path = "tidy/golden.rs"]
mod golden;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/sizes.rs"]
mod sizes;
#[path = "tidy/statements.rs"]
mod statements;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/words.rs"]
mod words;

/// Fails with every offence, not the first.
fn none(offences: &[String]) {
    assert!(offences.is_empty(), "{} offences:\n  {}", offences.len(), offences.join("\n  "));
}
