//! One file of records in any format.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
};

use serde_json::Value as Json;

use super::Format;
use crate::transfer::write::{CsvWriter, Shown, XlsxWriter};

/// A file that takes records one by one.
pub(super) enum Sheet {
    Xlsx(Box<XlsxWriter>, File),
    Csv(Box<CsvWriter<BufWriter<File>>>),
    Jsonl(BufWriter<File>),
}

impl Sheet {
    pub(super) fn new(format: Format, path: &Path, name: &str, headers: Vec<String>) -> io::Result<Sheet> {
        let file = File::create(path)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Ok(match format {
            Format::Xlsx => Sheet::Xlsx(Box::new(XlsxWriter::new(name, headers, folder)?), file),
            Format::Csv => {
                let headers = headers.iter().map(String::as_str);
                Sheet::Csv(Box::new(CsvWriter::new(BufWriter::with_capacity(1 << 16, file), headers)?))
            }
            Format::Jsonl => Sheet::Jsonl(BufWriter::with_capacity(1 << 16, file)),
        })
    }

    /// Whether records are shown in cells rather than as JSON.
    pub(super) fn has_cells(&self) -> bool {
        !matches!(self, Sheet::Jsonl(_))
    }

    pub(super) fn cells(&mut self, cells: &[Shown]) -> io::Result<()> {
        match self {
            Sheet::Xlsx(out, _) => out.row(cells),
            Sheet::Csv(out) => out.row(cells),
            Sheet::Jsonl(_) => Ok(()),
        }
    }

    pub(super) fn json(&mut self, record: &Json) -> io::Result<()> {
        match self {
            Sheet::Jsonl(out) => {
                serde_json::to_writer(&mut *out, record)?;
                out.write_all(b"\n")
            }
            _ => Ok(()),
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Sheet::Xlsx(out, file) => out.finish(file),
            Sheet::Csv(out) => out.finish()?.flush(),
            Sheet::Jsonl(mut out) => out.flush(),
        }
    }
}
