//! CSV and its relatives → rows.
//!
//! Shape:  file → encoding → separator → rows of text cells; blank lines are rows, as in Excel.
//! Errors: `FileRefused` for the file, `Io` for the disk.
//! Source: RFC 4180, loosened: rows may be ragged, lines may end in LF, CRLF or CR.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use super::{ReadError, counter::Counter, encoding, separator};
use crate::transfer::{
    formula_safe,
    sheet::{Cell, Format, Row, Workbook},
};

/// How much text is looked at for the separator, in bytes.
const SAMPLE: u64 = 64 << 10;

/// Reads every row.
///
/// # Errors
/// When the file is refused or the disk fails.
pub(super) fn read(
    file: &mut File,
    rows: &mut dyn FnMut(&Row) -> io::Result<()>,
) -> Result<Workbook, ReadError> {
    let encoding = encoding::find(file)?;
    file.seek(SeekFrom::Start(0))?;
    let mut sample = Vec::new();
    encoding::Utf8Reader::new(&mut *file, encoding).take(SAMPLE).read_to_end(&mut sample)?;
    let (separator, announced) = separator::find(&String::from_utf8_lossy(&sample));
    file.seek(SeekFrom::Start(0))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(1 << 16)
        .from_reader(encoding::Utf8Reader::new(file, encoding));
    let mut counter = Counter::default();
    let mut record = csv::StringRecord::new();
    if announced {
        reader.read_record(&mut record).map_err(from_csv)?;
    }
    let mut number = 0;
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut record).map_err(from_csv)? {
            break;
        }
        // The reader swallows blank lines; the lines a record spans tell how many there were.
        let spanned = reader.position().line().saturating_sub(before);
        let own = 1 + record
            .iter()
            .map(|text| text.bytes().filter(|byte| *byte == b'\n').count() as u64)
            .sum::<u64>();
        number += 1 + u32::try_from(spanned.saturating_sub(own)).unwrap_or(u32::MAX);
        let cells = record.iter().map(cell).collect();
        let row = Row::new(number, cells);
        counter.take(&row)?;
        rows(&row)?;
    }
    if counter.rows == 0 {
        return Err(super::FileRefused::Empty.into());
    }
    Ok(Workbook {
        format: Format::Csv,
        sheets: Vec::new(),
        sheet: None,
        encoding: Some(encoding.name().to_ascii_uppercase()),
        separator: Some(char::from(separator)),
        rows: counter.rows,
        columns: counter.columns,
        merges: Vec::new(),
    })
}

fn cell(text: &str) -> Cell {
    Cell::from_text(formula_safe::remove(text))
}

fn from_csv(error: csv::Error) -> ReadError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Io(error),
        _ => ReadError::Refused(super::FileRefused::Damaged),
    }
}
