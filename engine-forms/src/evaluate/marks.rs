//! What is to be computed again, and in which rows.
//!
//! Shape:  by place in the form's order; taken out in that order, so that each node is computed once, after what it reads.

use crate::graph::Breadth;

/// Rows of a table by place; the record counts as a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    All,
    Some(Vec<usize>),
}

impl Rows {
    /// Those among so many, in order, each once.
    pub(super) fn among(self, count: usize) -> Vec<usize> {
        match self {
            Rows::All => (0..count).collect(),
            Rows::Some(mut rows) => {
                rows.sort_unstable();
                rows.dedup();
                rows.retain(|row| *row < count);
                rows
            }
        }
    }
}

/// How a node came out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is another in these rows; in none it is as it was.
    In(Vec<usize>),
    /// A table has other rows, of which these were not there.
    Rows(Vec<usize>),
}

/// What is to be computed again, by place.
#[derive(Debug)]
pub(crate) struct Marks {
    rows: Vec<Option<Rows>>,
    /// No place before this one is marked.
    from: usize,
}

impl Marks {
    /// Nothing, of so many nodes.
    pub(crate) fn new(nodes: usize) -> Marks {
        Marks { rows: vec![None; nodes], from: nodes }
    }

    /// Marks a node in one row, or for the record.
    pub(crate) fn one(&mut self, at: usize, row: Option<usize>) {
        self.add(at, Rows::Some(vec![row.unwrap_or(0)]));
    }

    fn add(&mut self, at: usize, rows: Rows) {
        self.from = self.from.min(at);
        match (&mut self.rows[at], rows) {
            (Some(Rows::All), _) => {}
            (Some(Rows::Some(before)), Rows::Some(more)) => before.extend(more),
            (marked, rows) => *marked = Some(rows),
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

    /// The next one in order; what it marks in turn lies behind it.
    pub(super) fn next(&mut self) -> Option<(usize, Rows)> {
        let left = self.rows.iter_mut().enumerate().skip(self.from);
        let (at, rows) = left.filter_map(|(at, rows)| Some((at, rows.take()?))).next()?;
        self.from = at + 1;
        Some((at, rows))
    }
}
