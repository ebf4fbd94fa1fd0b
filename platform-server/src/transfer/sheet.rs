//! A spreadsheet as rows of typed cells, whatever file it came from.
//!
//! Shape:  `Workbook` says what was found, `Row`s follow in order, trailing blank cells cut off.
//! Units:  row numbers count from 1 as Excel shows them; columns count from 0; dates have no zone.
//! Source: docs/spec/imports.md "Reading".

use std::borrow::Cow;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// What one cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing, or an empty text.
    #[default]
    Blank,
    /// Text as it stands in the file.
    Text(String),
    /// A number, which spreadsheets keep to 15 significant digits.
    Number(f64),
    /// A number shown as a day.
    Date(civil::Date),
    /// A number shown as a day with a time.
    DateTime(civil::DateTime),
    /// A number shown as a time of day.
    Time(civil::Time),
    /// TRUE or FALSE.
    Boolean(bool),
    /// The error a formula ended in, such as `#N/A`.
    Error(String),
}

impl Cell {
    /// A text cell, blank when there is nothing but white space.
    pub fn from_text(text: &str) -> Cell {
        if text.trim().is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
    }

    /// Whether there is nothing in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Blank => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// What a person would read: the text, the number to 15 digits, the day as `2026-11-02`.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Blank => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Error(text) => Cow::Borrowed(text),
            Cell::Number(number) => Cow::Owned(number_text(*number)),
            Cell::Date(date) => Cow::Owned(date.to_string()),
            Cell::DateTime(moment) => Cow::Owned(moment.strftime("%Y-%m-%d %H:%M:%S").to_string()),
            Cell::Time(time) => Cow::Owned(time.strftime("%H:%M").to_string()),
            Cell::Boolean(true) => Cow::Borrowed("TRUE"),
            Cell::Boolean(false) => Cow::Borrowed("FALSE"),
        }
    }

    /// Whether a number has lost digits: Excel keeps 15, an 18-digit code typed as a number ends in zeros.
    pub fn lost_digits(&self) -> bool {
        matches!(self, Cell::Number(number) if number.abs() >= 1e15 && number.fract() == 0.0)
    }
}

/// A number as Excel shows it: at most 15 significant digits, never an exponent.
pub fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}").replace("-0", if number == 0.0 { "0" } else { "-0" });
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A day and time from Excel's serial number: days since 1899-12-30, the fraction is the time. Dates before
/// 1900-03-01 are one day off in Excel itself, because it believes in 1900-02-29.
pub fn serial_cell(serial: f64, epoch_1904: bool) -> Cell {
    let serial = if epoch_1904 { serial + 1462.0 } else { serial };
    let whole = serial.floor();
    let mut seconds = ((serial - whole) * 86_400.0).round() as i64;
    let mut days = whole as i64;
    if seconds == 86_400 {
        (days, seconds) = (days + 1, 0);
    }
    let time = civil::Time::midnight()
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .unwrap_or(civil::Time::midnight());
    if days == 0 && seconds > 0 {
        return Cell::Time(time);
    }
    if days < 60 {
        days += 1;
    }
    let first = civil::Date::constant(1899, 12, 30);
    match jiff::Span::new().try_days(days).and_then(|span| first.checked_add(span)) {
        Ok(date) if seconds == 0 => Cell::Date(date),
        Ok(date) => Cell::DateTime(date.to_datetime(time)),
        Err(_) => Cell::Number(serial),
    }
}

/// One row that holds something, or a blank one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Number from 1, as Excel shows it.
    pub number: u32,
    /// Cells from the first column, trailing blanks cut off.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row with its trailing blanks cut off.
    pub fn new(number: u32, mut cells: Vec<Cell>) -> Row {
        while cells.last().is_some_and(Cell::is_blank) {
            cells.pop();
        }
        Row { number, cells }
    }

    /// The cell of a column; blank beyond the last.
    pub fn cell(&self, column: usize) -> &Cell {
        const BLANK: &Cell = &Cell::Blank;
        self.cells.get(column).unwrap_or(BLANK)
    }

    /// Cells that hold something, with their column.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank())
    }

    /// Whether no cell holds anything.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// Cells merged into one; both corners belong to it. Rows count from 1, columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: usize,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text with separators.
    Csv,
    /// Office Open XML.
    Xlsx,
}

/// What was found in a file, apart from its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// Kind of file.
    pub format: Format,
    /// Names of the visible sheets; empty for text.
    pub sheets: Vec<String>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// Name of the encoding of text, such as `UTF-8` or `GB18030`.
    pub encoding: Option<String>,
    /// Separator of text.
    pub separator: Option<char>,
    /// Rows up to the last that holds something.
    pub rows: u32,
    /// Columns up to the last that holds something.
    pub columns: usize,
    /// Merged ranges of the sheet that was read.
    pub merges: Vec<Merge>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_excel_shows_them() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-5.0, "-5"),
            (13_812_345_678.0, "13812345678"),
            (0.1 + 0.2, "0.3"),
            (12.300_000_000_000_002, "12.3"),
            (1e-7, "0.0000001"),
            (-12.5, "-12.5"),
            (-10.0, "-10"),
            (123_456_789_012_345_680.0, "123456789012346000"),
        ] {
            assert_eq!(number_text(number), text);
        }
        assert!(Cell::Number(440_301_199_001_011_200.0).lost_digits());
        assert!(!Cell::Number(13_812_345_678.0).lost_digits());
    }

    #[test]
    fn serial_numbers_are_days() {
        for (serial, text) in [
            (46_328.0, "2026-11-02"),
            (46_328.5, "2026-11-02 12:00:00"),
            (0.75, "18:00"),
            (1.0, "1900-01-01"),
            (61.0, "1900-03-01"),
            (46_327.999_999_99, "2026-11-02"),
        ] {
            assert_eq!(serial_cell(serial, false).text(), text, "{serial}");
        }
        assert_eq!(serial_cell(44_866.0, true).text(), "2026-11-02");
    }
}
