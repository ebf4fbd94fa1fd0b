//! Rows × mapping → what becomes of each, before anything is written.
//!
//! Shape:  `chunk(importer, rows, directory) → Vec<RowOutcome>`: read every cell, ask what the names stand for, then which
//!         records the keys find, then decide. Every wrong cell of a row is told, with the header of its column.
//! Errors: only the directory's.
//! Source: docs/spec/imports.md "Verify".

mod cell;
mod decide;
mod draft;
mod outcome;
mod plan;

pub use outcome::{Counts, DuplicateOf, RowOutcome, RowState};
pub use plan::{Importer, Verified};

use super::{directory::Directory, sheet::Row};

/// Verifies the next rows of a file, at most [`super::limits::CHUNK_ROWS`] at once.
///
/// # Errors
/// When the database cannot answer.
pub async fn chunk<D: Directory>(
    importer: &mut Importer,
    rows: Vec<Row>,
    directory: &D,
) -> Result<Vec<RowOutcome>, D::Error> {
    let mut drafts: Vec<draft::Draft> = rows.into_iter().map(|row| importer.draft(row)).collect();
    for (column, texts) in importer.open_names(&drafts) {
        let filled = importer.column(column);
        let answers = directory.resolve(&filled.field, filled.lookup.as_ref(), &texts).await?;
        importer.learn(column, texts, answers);
    }
    for draft in &mut drafts {
        importer.fill_names(draft);
    }
    let questions = importer.questions(&drafts);
    let mut found = Vec::with_capacity(questions.keys.len());
    for (fields, keys) in &questions.keys {
        found.push(if keys.is_empty() { Vec::new() } else { directory.find(fields, keys).await? });
    }
    let same = if questions.same.is_empty() { Vec::new() } else { directory.same(&questions.same).await? };
    let answers = decide::Answers::new(&questions, found, same);
    let outcomes: Vec<_> =
        drafts.into_iter().map(|draft| importer.decide(draft, &answers, directory)).collect();
    importer.count(&outcomes);
    Ok(outcomes)
}
