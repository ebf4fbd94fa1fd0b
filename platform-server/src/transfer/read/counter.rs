//! Counts rows, columns and characters while a file is read, and refuses what is too much.

use super::{FileRefused, frame, limits};
use crate::transfer::sheet::{Cell, Row};

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// Number of the last row that holds something.
    pub(super) rows: u32,
    /// Columns up to the last that holds something.
    pub(super) columns: usize,
}

impl Counter {
    /// Takes the next row into account.
    ///
    /// # Errors
    /// When it is one too many, too wide, or a cell in it too long.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), FileRefused> {
        if row.number > limits::MOST_ROWS {
            return Err(FileRefused::TooManyRows);
        }
        if row.cells.len() > limits::MOST_COLUMNS {
            return Err(FileRefused::TooManyColumns { row: row.number, columns: row.cells.len() });
        }
        let mut bytes = 0;
        for (column, cell) in row.cells.iter().enumerate() {
            if let Cell::Text(text) | Cell::Error(text) = cell {
                bytes += text.len();
                if text.len() > limits::LONGEST_CELL && text.chars().count() > limits::LONGEST_CELL {
                    return Err(FileRefused::CellTooLong { row: row.number, column });
                }
            }
        }
        if bytes > frame::LARGEST_FRAME / 2 {
            return Err(FileRefused::TooComplex);
        }
        if !row.cells.is_empty() {
            self.rows = row.number;
            self.columns = self.columns.max(row.cells.len());
        }
        Ok(())
    }
}
