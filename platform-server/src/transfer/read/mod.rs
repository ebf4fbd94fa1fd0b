//! A file that somebody uploads → what is in it.
//!
//! Shape:  `read(file, sheet, spool) → Workbook`; the rows lie in the spool file and come back through [`rows`].
//!         Text is decoded here; workbooks are parsed in a child process with limits of its own.
//! Errors: [`FileRefused`] tells the person what to do; nothing of a refused file is used.
//! Source: docs/spec/imports.md "Reading", docs/spec/limits.md "Import".

mod archive;
pub mod child;
mod counter;
mod encoding;
mod format;
mod frame;
mod parent;
mod refused;
mod separator;
mod spool;
mod text;
mod workbook;

use std::{fs::File, io};

pub use parent::Parser;
pub use refused::{FileRefused, ReadError, column_name};
pub use spool::{Rows, rows};

use super::{
    limits,
    sheet::{Format, Row, Workbook},
};

/// Reads a file into a spool file; `sheet` names the sheet of a workbook, else the fullest is read.
///
/// # Errors
/// When the file is refused, or the disk or the child fails.
pub fn read(
    file: &mut File,
    sheet: Option<&str>,
    spool: File,
    parser: &Parser,
) -> Result<Workbook, ReadError> {
    if file.metadata()?.len() > limits::LARGEST_FILE {
        return Err(FileRefused::TooLarge.into());
    }
    let mut writer = spool::SpoolWriter::new(spool);
    let workbook = match format::find(file)? {
        Format::Csv => text::read(file, &mut |row| writer.row(row))?,
        Format::Xlsx => parser.read(file, sheet, &mut |row| writer.row(row))?,
    };
    writer.finish()?;
    Ok(workbook)
}

/// The first rows of a workbook that hold something; the child is ended once it has told them.
///
/// # Errors
/// When the file is refused, or the disk or the child fails.
pub fn head(file: &File, most: usize, parser: &Parser) -> Result<Vec<Row>, ReadError> {
    let mut rows = Vec::with_capacity(most);
    let read = parser.read(file, None, &mut |row| {
        if !row.cells.is_empty() {
            rows.push(row.clone());
        }
        if rows.len() < most { Ok(()) } else { Err(io::ErrorKind::Interrupted.into()) }
    });
    match read {
        Ok(_) => Ok(rows),
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::Interrupted && rows.len() == most => {
            Ok(rows)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
pub(crate) mod tests;
