//! The rows that were left out, as a workbook a person corrects and uploads again: the columns as they were, then one that
//! says why. The reader ignores that column.

use std::{
    io::{self, Write},
    path::Path,
};

use engine_core::issue::Language;
use rust_decimal::Decimal;

use super::{Shown, XlsxWriter};
use crate::transfer::{
    refused_rows::{LeftOut, is_reason},
    sheet::{Cell, Row, number_text},
    verify::{DuplicateOf, RowOutcome, RowState},
};

/// Writes refused rows, or duplicates.
pub struct RefusedWriter {
    out: XlsxWriter,
    /// Columns of the file that are written: all but the reason of an earlier time.
    columns: Vec<usize>,
    language: Language,
}

impl RefusedWriter {
    /// Starts a workbook with the headers of the file; rows wait in `temporary` until it is finished.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn new(
        left_out: LeftOut,
        headers: &[String],
        language: Language,
        temporary: &Path,
    ) -> io::Result<RefusedWriter> {
        let columns: Vec<usize> = (0..headers.len()).filter(|column| !is_reason(&headers[*column])).collect();
        let kept = columns.iter().map(|column| headers[*column].clone());
        let headers = kept.chain([left_out.reason_header(language).to_owned()]).collect();
        let out = XlsxWriter::new(left_out.sheet(language), headers, temporary)?;
        Ok(RefusedWriter { out, columns, language })
    }

    /// Writes a row with the reason it was left out.
    ///
    /// # Errors
    /// As the disk.
    pub fn row(&mut self, outcome: &RowOutcome) -> io::Result<()> {
        let mut cells: Vec<Shown> =
            self.columns.iter().map(|column| copy(&outcome.source, *column)).collect();
        cells.push(Shown::Text(reason(outcome, self.language)));
        self.out.row(&cells)
    }

    /// Writes the finished file.
    ///
    /// # Errors
    /// As the disk.
    pub fn finish(self, out: impl Write + Send) -> io::Result<()> {
        self.out.finish(out)
    }
}

fn copy(row: &Row, column: usize) -> Shown {
    match row.cell(column) {
        Cell::Blank => Shown::Blank,
        // Through the 15 digits a spreadsheet keeps: a rounded code stays a number and is refused again.
        Cell::Number(number) => {
            let text = number_text(*number);
            Decimal::from_str_exact(&text).map_or(Shown::Text(text), Shown::Number)
        }
        Cell::Date(date) => Shown::Date(*date),
        Cell::DateTime(moment) => Shown::DateTime(*moment),
        other => Shown::Text(other.text().into_owned()),
    }
}

/// Why a row is left out, in one cell: every issue on a line of its own.
pub fn reason(outcome: &RowOutcome, language: Language) -> String {
    match &outcome.state {
        RowState::Duplicate(DuplicateOf::Row(row)) => match language {
            Language::Chinese => format!("与第 {row} 行重复"),
            Language::English => format!("repeats row {row}"),
        },
        RowState::Duplicate(DuplicateOf::Record(found)) => match language {
            Language::Chinese => format!("与已有记录重复：{}", found.message),
            Language::English => format!("repeats a record: {}", found.message),
        },
        _ => outcome.issues.iter().map(|issue| issue.message.get(language)).collect::<Vec<_>>().join("\n"),
    }
}
