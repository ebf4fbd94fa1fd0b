//! XLSX in constant memory: texts are strings and never formulas, numbers and days are real ones.

use std::{
    io::{self, Write},
    path::Path,
};

use jiff::civil;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::Shown;
use crate::transfer::limits;

/// Longest text of a cell, in UTF-16 units as Excel counts them.
const LONGEST: usize = limits::LONGEST_CELL;
/// What ends a text that Excel cannot hold.
const CUT: &str = "…（内容超出 Excel 单元格上限，完整内容请导出 CSV）";
/// Characters that a sheet's name may not hold.
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// Writes rows as XLSX.
pub struct XlsxWriter {
    workbook: Workbook,
    name: String,
    headers: Vec<String>,
    styles: Styles,
    sheets: usize,
    /// Next row of the current sheet, from 0.
    next: u32,
    /// Rows a sheet holds, its header included.
    most_rows: u32,
    cut: u64,
}

struct Styles {
    header: Format,
    date: Format,
    moment: Format,
    ratio: Format,
}

impl XlsxWriter {
    /// Starts a workbook whose sheets are called `name`; rows wait in `temporary` until it is finished.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn new(name: &str, headers: Vec<String>, temporary: &Path) -> io::Result<XlsxWriter> {
        XlsxWriter::with_rows(name, headers, temporary, limits::MOST_ROWS)
    }

    pub(super) fn with_rows(
        name: &str,
        headers: Vec<String>,
        temporary: &Path,
        most_rows: u32,
    ) -> io::Result<XlsxWriter> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(temporary).map_err(failed)?;
        let styles = Styles {
            header: Format::new().set_bold().set_background_color("F2F3F5"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            ratio: Format::new().set_num_format("0.00%"),
        };
        let mut writer = XlsxWriter {
            workbook,
            name: sheet_name(name),
            headers,
            styles,
            sheets: 0,
            next: 0,
            most_rows,
            cut: 0,
        };
        writer.add_sheet()?;
        Ok(writer)
    }

    fn add_sheet(&mut self) -> io::Result<()> {
        let number = self.sheets + 1;
        let name = if number == 1 { self.name.clone() } else { format!("{} {number}", self.name) };
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, header) in (0..).zip(&self.headers) {
            let (header, _) = held(header);
            let width = header.chars().map(|c| if c.is_ascii() { 1.1 } else { 2.2 }).sum::<f64>();
            sheet.set_column_width(column, (width + 4.0).clamp(10.0, 40.0)).map_err(failed)?;
            sheet.write_string_with_format(0, column, header, &self.styles.header).map_err(failed)?;
        }
        self.sheets = number;
        self.next = 1;
        Ok(())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// As the disk.
    pub fn row(&mut self, cells: &[Shown]) -> io::Result<()> {
        if self.next >= self.most_rows {
            self.add_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1).map_err(failed)?;
        for (column, cell) in (0..).zip(cells) {
            self.cut += u64::from(write_cell(sheet, self.next, column, cell, &self.styles).map_err(failed)?);
        }
        self.next += 1;
        Ok(())
    }

    /// Texts that were cut because Excel cannot hold them.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// Writes the finished file.
    ///
    /// # Errors
    /// As the disk.
    pub fn finish(mut self, out: impl Write + Send) -> io::Result<()> {
        self.workbook.save_to_writer(out).map_err(failed)
    }
}

/// Writes a cell; true when its text was cut.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Shown,
    styles: &Styles,
) -> Result<bool, XlsxError> {
    let (number, style) = match cell {
        Shown::Blank => return Ok(false),
        Shown::Text(_) => (None, None),
        Shown::Number(number) => (number.to_f64().filter(|_| is_exact(number)), None),
        Shown::Ratio(number) => (number.to_f64().filter(|_| is_exact(number)), Some(&styles.ratio)),
        Shown::Date(date) => (serial(*date, 0.0), Some(&styles.date)),
        Shown::DateTime(moment) => (serial(moment.date(), fraction(moment.time())), Some(&styles.moment)),
    };
    match (number, style) {
        (Some(number), Some(style)) => sheet.write_number_with_format(row, column, number, style)?,
        (Some(number), None) => sheet.write_number(row, column, number)?,
        (None, _) => {
            let (text, cut) = held(&cell.text());
            sheet.write_string(row, column, text)?;
            return Ok(cut);
        }
    };
    Ok(false)
}

/// The part of the day that has passed.
fn fraction(time: civil::Time) -> f64 {
    let seconds =
        f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + f64::from(time.second());
    seconds / 86_400.0
}

/// Whether a spreadsheet's 15 significant digits hold the number.
fn is_exact(number: &rust_decimal::Decimal) -> bool {
    let mut digits = number.mantissa().unsigned_abs();
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits < 10_u128.pow(15)
}

/// Excel's day number; days before March 1900 have none that programs agree on.
fn serial(date: civil::Date, fraction: f64) -> Option<f64> {
    let days = date.since((jiff::Unit::Day, civil::Date::constant(1899, 12, 30))).ok()?.get_days();
    (61..=2_958_465).contains(&days).then_some(f64::from(days) + fraction)
}

/// The text, or its beginning when Excel cannot hold all of it.
pub(super) fn held(text: &str) -> (String, bool) {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return (text.to_owned(), false);
    }
    let room = LONGEST - CUT.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    (kept.chain(CUT.chars()).collect(), true)
}

/// A legal sheet name with room for a number behind it.
fn sheet_name(name: &str) -> String {
    let name: String =
        name.chars().filter(|c| !NOT_IN_NAMES.contains(c) && !c.is_control()).take(24).collect();
    let name = name.trim().trim_matches('\'');
    if name.is_empty() { "Sheet".to_owned() } else { name.to_owned() }
}

pub(super) fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
