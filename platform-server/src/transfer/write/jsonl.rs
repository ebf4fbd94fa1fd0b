//! JSONL: one record per line in the JSON form of the API; blank fields are left out.

use std::io::{self, Write};

use engine_core::{plan::shape, value::Value};
use serde_json::Map;

use super::ExportColumn;

/// Writes records as JSON lines.
pub struct JsonlWriter<W: Write> {
    out: W,
    columns: Vec<ExportColumn>,
}

impl<W: Write> JsonlWriter<W> {
    /// Starts a file with these fields.
    pub fn new(out: W, columns: Vec<ExportColumn>) -> JsonlWriter<W> {
        JsonlWriter { out, columns }
    }

    /// Writes a record: one value per column.
    ///
    /// # Errors
    /// As the output.
    pub fn row<'a>(&mut self, values: impl IntoIterator<Item = &'a Value>) -> io::Result<()> {
        let filled = self.columns.iter().zip(values).filter(|(_, value)| !value.is_blank());
        let line: Map<_, _> = filled
            .map(|(column, value)| {
                let field = shape(&column.field);
                (column.field.key.to_string(), field.kind.rules().write(field, value))
            })
            .collect();
        serde_json::to_writer(&mut self.out, &line)?;
        self.out.write_all(b"\n")
    }

    /// Gives the output back after the last record.
    ///
    /// # Errors
    /// As the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
