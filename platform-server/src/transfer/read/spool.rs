//! The rows of a file, kept on disk so that every change of the mapping reads them again without parsing.
//!
//! Shape:  `Spool::write` takes rows one by one; `rows()` gives them back in order, with cells that were merged downwards
//!         filled from the top one.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader, BufWriter, Seek as _, Write as _},
};

use super::frame::{self, Frame};
use crate::transfer::sheet::{Cell, Merge, Row};

/// Writes rows to a file.
pub(super) struct SpoolWriter {
    out: BufWriter<File>,
    buffer: Vec<u8>,
}

impl SpoolWriter {
    pub(super) fn new(file: File) -> SpoolWriter {
        SpoolWriter { out: BufWriter::with_capacity(1 << 16, file), buffer: Vec::new() }
    }

    /// Keeps a row; blank ones are not worth it.
    pub(super) fn row(&mut self, row: &Row) -> io::Result<()> {
        if row.cells.is_empty() {
            return Ok(());
        }
        frame::write_row(&mut self.out, row, &mut self.buffer)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The rows of a spool file from its start.
///
/// # Errors
/// When the file cannot be read.
pub fn rows(mut file: File, merges: &[Merge]) -> io::Result<Rows> {
    file.rewind()?;
    let mut starting = HashMap::<u32, Vec<Merge>>::new();
    for merge in merges.iter().filter(|merge| merge.bottom > merge.top) {
        starting.entry(merge.top).or_default().push(*merge);
    }
    let input = BufReader::with_capacity(1 << 16, file);
    Ok(Rows { input, buffer: Vec::new(), starting, open: Vec::new() })
}

/// Rows in order; the numbers of blank rows are missing.
pub struct Rows {
    input: BufReader<File>,
    buffer: Vec<u8>,
    /// Ranges merged over several rows, by their first.
    starting: HashMap<u32, Vec<Merge>>,
    /// Ranges the current row may lie in, with the value of their first cell.
    open: Vec<(Merge, Cell)>,
}

impl Rows {
    fn fill(&mut self, row: &mut Row) {
        self.open.retain(|(merge, _)| merge.bottom >= row.number);
        for (merge, value) in &self.open {
            if row.cell(merge.left).is_blank() {
                if row.cells.len() <= merge.left {
                    row.cells.resize(merge.left + 1, Cell::Blank);
                }
                row.cells[merge.left] = value.clone();
            }
        }
        for merge in self.starting.remove(&row.number).into_iter().flatten() {
            let value = row.cell(merge.left).clone();
            if !value.is_blank() {
                self.open.push((merge, value));
            }
        }
    }

    fn read(&mut self) -> io::Result<Option<Row>> {
        match frame::read_frame(&mut self.input, &mut self.buffer)? {
            Some(Frame::Row(row)) => Ok(Some(row)),
            _ => Ok(None),
        }
    }
}

impl Iterator for Rows {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        let mut row = match self.read() {
            Ok(Some(row)) => row,
            Ok(None) => return None,
            Err(error) => return Some(Err(error)),
        };
        if !self.starting.is_empty() || !self.open.is_empty() {
            self.fill(&mut row);
        }
        Some(Ok(row))
    }
}
