//! XLSX → rows, inside the child process.
//!
//! Shape:  hidden sheets are skipped; of the others the fullest is read unless one is named. Rows that hold nothing are
//!         skipped, their numbers are not.
//! Errors: `FileRefused`; the writer's own errors are `Io`.

use std::{
    fs::File,
    io::{BufReader, Seek, Write},
};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{FileRefused, ReadError, archive, counter::Counter, frame, limits};
use crate::transfer::sheet::{Cell, Format, Merge, Row, Workbook, serial_cell};

type Input = BufReader<File>;

/// Reads the workbook and writes its rows as frames; the caller writes the last frame.
///
/// # Errors
/// When the file is refused or the pipe fails.
pub(super) fn read(
    mut file: File,
    wanted: Option<&str>,
    out: &mut impl Write,
) -> Result<Workbook, ReadError> {
    let packed = file.metadata()?.len();
    let contents = archive::check(&mut file, packed)?;
    file.rewind()?;
    let mut xlsx: Xlsx<Input> =
        Xlsx::new(BufReader::with_capacity(1 << 16, file)).map_err(|error| refused(&error))?;
    let sheets = visible_sheets(&xlsx);
    let sheet = match wanted {
        Some(name) => sheets.iter().find(|sheet| *sheet == name).cloned(),
        None => fullest(&mut xlsx, &sheets)?,
    };
    let sheet = sheet.ok_or(FileRefused::NoSheet)?;
    let mut counter = Counter::default();
    let mut buffer = Vec::new();
    each_row(&mut xlsx, &sheet, &mut |row| {
        counter.take(row)?;
        Ok(frame::write_row(out, row, &mut buffer)?)
    })?;
    if counter.rows == 0 {
        return Err(FileRefused::Empty.into());
    }
    let merges = if contents.has_merges { merges(&mut xlsx, &sheet)? } else { Vec::new() };
    Ok(Workbook {
        format: Format::Xlsx,
        sheets,
        sheet: Some(sheet),
        encoding: None,
        separator: None,
        rows: counter.rows,
        columns: counter.columns,
        merges,
    })
}

fn visible_sheets(xlsx: &Xlsx<Input>) -> Vec<String> {
    let sheets = xlsx.sheets_metadata().iter();
    let visible =
        sheets.filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    visible.map(|sheet| sheet.name.clone()).take(limits::MOST_SHEETS).collect()
}

/// The sheet with the most rows that hold something; the first of equals.
fn fullest(xlsx: &mut Xlsx<Input>, sheets: &[String]) -> Result<Option<String>, ReadError> {
    if let [only] = sheets {
        return Ok(Some(only.clone()));
    }
    let mut best: Option<(u32, &String)> = None;
    for sheet in sheets {
        let mut filled = 0;
        each_row(xlsx, sheet, &mut |row| {
            filled += u32::from(!row.is_blank());
            Ok(())
        })?;
        if best.is_none_or(|(most, _)| filled > most) {
            best = Some((filled, sheet));
        }
    }
    Ok(best.map(|(_, sheet)| sheet.clone()))
}

fn each_row(
    xlsx: &mut Xlsx<Input>,
    sheet: &str,
    take: &mut dyn FnMut(&Row) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let epoch_1904 = xlsx.has_1904_epoch();
    let mut cells = xlsx.worksheet_cells_reader(sheet).map_err(|error| refused(&error))?;
    let mut row = Row::default();
    while let Some(found) = cells.next_cell().map_err(|error| refused(&error))? {
        let ((index, column), cell) = (found.get_position(), cell(found.get_value(), epoch_1904));
        if cell.is_blank() {
            continue;
        }
        let (number, column) = (index.saturating_add(1), column as usize);
        if number != row.number {
            if number < row.number {
                return Err(FileRefused::Damaged.into());
            }
            finish(&mut row, take)?;
            row.number = number;
        }
        if column >= limits::MOST_COLUMNS {
            return Err(FileRefused::TooManyColumns { row: number, columns: column + 1 }.into());
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Blank);
        }
        row.cells[column] = cell;
    }
    finish(&mut row, take)
}

fn finish(row: &mut Row, take: &mut dyn FnMut(&Row) -> Result<(), ReadError>) -> Result<(), ReadError> {
    if !row.cells.is_empty() {
        take(row)?;
        row.cells.clear();
    }
    Ok(())
}

fn cell(value: &DataRef<'_>, epoch_1904: bool) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::from_text(text),
        DataRef::SharedString(text) => Cell::from_text(text),
        DataRef::Bool(value) => Cell::Boolean(*value),
        DataRef::DateTime(moment) if moment.is_duration() && moment.as_f64() >= 1.0 => {
            let minutes = (moment.as_f64() * 1440.0).round();
            Cell::Text(format!("{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0))
        }
        DataRef::DateTime(moment) => serial_cell(moment.as_f64(), epoch_1904),
        DataRef::DateTimeIso(text) => iso(text),
        DataRef::DurationIso(text) => Cell::from_text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
        DataRef::Empty => Cell::Blank,
    }
}

fn iso(text: &str) -> Cell {
    if let Ok(moment) = text.trim_end_matches('Z').parse::<jiff::civil::DateTime>() {
        let midnight = moment.time() == jiff::civil::Time::midnight();
        return if midnight { Cell::Date(moment.date()) } else { Cell::DateTime(moment) };
    }
    Cell::from_text(text)
}

fn merges(xlsx: &mut Xlsx<Input>, sheet: &str) -> Result<Vec<Merge>, ReadError> {
    let found = xlsx.merge_cells_by_sheet_name(sheet).map_err(|error| refused(&error))?;
    if found.len() > limits::MOST_MERGES {
        return Err(FileRefused::TooComplex.into());
    }
    let merges = found.iter().map(|area| Merge {
        top: area.start.0.saturating_add(1),
        left: area.start.1 as usize,
        bottom: area.end.0.saturating_add(1),
        right: area.end.1 as usize,
    });
    Ok(merges.collect())
}

fn refused(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => FileRefused::Encrypted.into(),
        XlsxError::ColumnNumberOverflow => {
            FileRefused::TooManyColumns { row: 1, columns: limits::MOST_COLUMNS + 1 }.into()
        }
        XlsxError::RowNumberOverflow => FileRefused::TooManyRows.into(),
        _ => FileRefused::Damaged.into(),
    }
}
