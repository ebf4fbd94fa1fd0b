//! CSV: UTF-8 with a byte-order mark, so that Excel shows Chinese; lines end in CRLF.

use std::io::{self, Write};

use super::Shown;
use crate::transfer::formula_safe;

/// Writes rows as CSV.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvWriter<W> {
    /// Starts with the headers.
    ///
    /// # Errors
    /// As `out`.
    pub fn new<'a>(mut out: W, headers: impl IntoIterator<Item = &'a str>) -> io::Result<CsvWriter<W>> {
        out.write_all("\u{feff}".as_bytes())?;
        let out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
        let mut writer = CsvWriter { out };
        for header in headers {
            writer.out.write_field(&*formula_safe::add(header))?;
        }
        writer.end_row()?;
        Ok(writer)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// As the output.
    pub fn row(&mut self, cells: &[Shown]) -> io::Result<()> {
        for cell in cells {
            let text = cell.text();
            let safe = if matches!(cell, Shown::Text(_)) { formula_safe::add(&text) } else { text };
            self.out.write_field(safe.as_bytes())?;
        }
        self.end_row()
    }

    fn end_row(&mut self) -> io::Result<()> {
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    /// Gives the output back after the last row.
    ///
    /// # Errors
    /// As the output.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
