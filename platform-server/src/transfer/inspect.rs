//! The first look at a file that was read: header, columns, suggestions.
//!
//! Shape:  spool + workbook × entity → `Inspection`; a header row that a person chose wins.

use std::{fs::File, io};

use engine_core::{entity::Entity, kinds::ParseContext};

use super::{
    columns::{self, Column},
    header::{self, Header},
    limits, read,
    sheet::{Row, Workbook},
};

/// What a file looks like beside an entity.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Where the header is.
    pub header: Header,
    /// Columns with samples and suggested fields.
    pub columns: Vec<Column>,
}

/// Looks at the first rows of a spool.
///
/// # Errors
/// When the spool cannot be read.
pub fn inspect(
    spool: File,
    workbook: &Workbook,
    header_row: Option<u32>,
    entity: &Entity,
    context: &ParseContext,
) -> io::Result<Inspection> {
    let head: Vec<Row> =
        read::rows(spool, &workbook.merges)?.take(limits::HEAD_ROWS).collect::<io::Result<_>>()?;
    let mut header = match header_row {
        Some(row) => header::at(&head, &workbook.merges, row),
        None => header::find(&head, &workbook.merges, &columns::known_words(entity)),
    };
    for column in header.names.len()..workbook.columns {
        header.names.push(read::column_name(column));
    }
    let columns = columns::suggest(&head, &header, entity, context);
    Ok(Inspection { header, columns })
}
