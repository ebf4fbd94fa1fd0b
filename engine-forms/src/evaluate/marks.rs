//! What is to be computed again, and in which rows.
//!
//! Shape:  by place in the form's order; taken out in that order, so that each node is computed once, after what it reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::Breadth;

/// Rows of a table by place; the record counts as a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    All,
    Some(BTreeSet<usize>),
}

impl Rows {
    /// Those among so many.
    pub(super) fn among(&self, count: usize) -> Vec<usize> {
        match self {
            Rows::All => (0..count).collect(),
            Rows::Some(rows) => rows.iter().copied().filter(|row| *row < count).collect(),
        }
    }
}

/// How a node came out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is another in these rows; in none it is as it was.
    In(BTreeSet<usize>),
    /// A table has other rows, of which these were not there.
    Rows(BTreeSet<usize>),
}

/// What is to be computed again.
#[derive(Debug, Default)]
pub(crate) struct Marks(BTreeMap<usize, Rows>);

impl Marks {
    /// Marks a node in one row, or for the record.
    pub(crate) fn one(&mut self, at: usize, row: Option<usize>) {
        self.add(at, Rows::Some(BTreeSet::from([row.unwrap_or(0)])));
    }

    fn add(&mut self, at: usize, rows: Rows) {
        let marked = self.0.entry(at).or_insert_with(|| Rows::Some(BTreeSet::new()));
        match (&mut *marked, rows) {
            (Rows::Some(before), Rows::Some(more)) => before.extend(more),
            (_, Rows::All) => *marked = Rows::All,
            (Rows::All, _) => {}
        }
    }

    /// Marks who reads what came out another.
    pub(super) fn follow(&mut self, (reader, breadth): (usize, Breadth), change: &Change) {
        match (breadth, change) {
            (_, Change::In(rows)) if rows.is_empty() => {}
            (Breadth::EveryRow, _) => self.add(reader, Rows::All),
            (Breadth::SameRow, Change::In(rows)) | (Breadth::NewRows, Change::Rows(rows)) => {
                self.add(reader, Rows::Some(rows.clone()));
            }
            // The rows are those that there were; a table's rows lie in no row of it.
            (Breadth::NewRows, Change::In(_)) | (Breadth::SameRow, Change::Rows(_)) => {}
        }
    }

    /// The next one in order.
    pub(super) fn next(&mut self) -> Option<(usize, Rows)> {
        self.0.pop_first()
    }
}
