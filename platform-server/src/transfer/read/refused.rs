//! Why a file cannot be read at all.
//!
//! Errors: each variant has a stable code and says what the person can do about it; it crosses the pipe from the
//!         child that parses workbooks.
//! Source: docs/spec/imports.md "Refused files".

use engine_core::issue::Refusal;
use serde::{Deserialize, Serialize};

use crate::transfer::limits;

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refused")]
#[error("{}", self.refusal().message.english)]
pub enum FileRefused {
    /// No byte, or nothing but white space.
    Empty,
    /// More bytes than an upload may have.
    TooLarge,
    /// Neither text nor XLSX.
    NotASpreadsheet,
    /// The binary format of Excel 97–2003.
    OldExcel,
    /// A web page or XML with the name of a spreadsheet.
    WebPage,
    /// Protected by a password.
    Encrypted,
    /// Cut off or broken.
    Damaged,
    /// Text in an encoding that is none of those we read; the line of the first byte that does not fit.
    UnknownEncoding {
        /// Line, from 1.
        line: u64,
    },
    /// More rows than Excel holds.
    TooManyRows,
    /// A row with too many columns.
    TooManyColumns {
        /// Row, from 1.
        row: u32,
        /// Columns found.
        columns: usize,
    },
    /// A cell with too many characters, often a quote that is never closed.
    CellTooLong {
        /// Row, from 1.
        row: u32,
        /// Column, from 0.
        column: usize,
    },
    /// An archive that unpacks to far more than it should.
    UnpacksTooLarge,
    /// An archive with names or sizes no spreadsheet program writes.
    UnsafeArchive,
    /// No such sheet, or none that is visible.
    NoSheet,
    /// Took too long or too much memory.
    TooComplex,
}

impl FileRefused {
    /// Code and sentence.
    pub fn refusal(&self) -> Refusal {
        let fixed = |code, chinese, english| Refusal::new(code, chinese, english);
        match self {
            Self::Empty => fixed(
                "file_empty",
                "文件是空的，请选择有内容的文件",
                "the file is empty; choose one with rows in it",
            ),
            Self::TooLarge => Refusal::new(
                "file_too_large",
                format!("文件超过 {} MB，请拆分后分批导入", limits::LARGEST_FILE >> 20),
                format!(
                    "the file is larger than {} MB; split it and import the parts",
                    limits::LARGEST_FILE >> 20
                ),
            ),
            Self::NotASpreadsheet => fixed(
                "not_a_spreadsheet",
                "这不是表格文件，请上传 Excel 工作簿（.xlsx）或 CSV 文件",
                "this is not a spreadsheet; upload an Excel workbook (.xlsx) or a CSV file",
            ),
            Self::OldExcel => fixed(
                "old_excel",
                "这是旧版 Excel（.xls）文件，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传",
                "this is an old Excel file (.xls); open it and save it as .xlsx",
            ),
            Self::WebPage => fixed(
                "web_page",
                "这个文件其实是网页或 XML，只是改了扩展名，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传",
                "this file is a web page or XML under a spreadsheet's name; open it in Excel and save it as .xlsx",
            ),
            Self::Encrypted => fixed(
                "encrypted",
                "文件设置了打开密码，请在 Excel 中取消密码后再上传",
                "the file is protected by a password; remove the password and upload it again",
            ),
            Self::Damaged => fixed(
                "file_damaged",
                "文件不完整或已损坏，请重新下载或用 Excel 另存一份后再上传",
                "the file is cut off or damaged; download it again, or open it in Excel and save a copy",
            ),
            Self::UnknownEncoding { line } => Refusal::new(
                "unknown_encoding",
                format!("无法识别文字编码（第 {line} 行起），请将文件另存为“CSV UTF-8”或 .xlsx"),
                format!(
                    "the text encoding is not UTF-8, UTF-16 or GBK (from line {line}); save it as \"CSV UTF-8\" or .xlsx"
                ),
            ),
            Self::NoSheet => fixed("no_sheet", "没有找到可见的工作表", "there is no such visible sheet"),
            _ => self.over_limit(),
        }
    }

    /// Code and sentence of what is too much.
    fn over_limit(&self) -> Refusal {
        match self {
            Self::TooManyColumns { row, columns } => Refusal::new(
                "too_many_columns",
                format!("第 {row} 行有 {columns} 列，最多 {} 列", limits::MOST_COLUMNS),
                format!("row {row} has {columns} columns; at most {}", limits::MOST_COLUMNS),
            ),
            Self::CellTooLong { row, column } => Refusal::new(
                "cell_too_long",
                format!(
                    "第 {row} 行 {} 列的内容超过 {} 个字符，可能是引号没有成对",
                    column_name(*column),
                    limits::LONGEST_CELL
                ),
                format!(
                    "row {row}, column {} holds more than {} characters; a quote may be missing",
                    column_name(*column),
                    limits::LONGEST_CELL
                ),
            ),
            Self::TooManyRows => Refusal::new(
                "too_many_rows",
                format!("超过 {} 行，请拆分后分批导入", limits::MOST_ROWS),
                format!("more than {} rows; split the file", limits::MOST_ROWS),
            ),
            Self::UnpacksTooLarge => Refusal::new(
                "unpacks_too_large",
                "文件解压后大得异常，为安全起见不予读取",
                "the file unpacks to far more than a spreadsheet should, so it is not read",
            ),
            Self::UnsafeArchive => Refusal::new(
                "unsafe_archive",
                "文件内部结构异常，为安全起见不予读取，请用 Excel 另存一份后再上传",
                "the file's inside is not as a spreadsheet program writes it; open it in Excel and save a copy",
            ),
            _ => Refusal::new(
                "too_complex",
                "文件过于复杂，读取超出时间或内存限制，请另存为 CSV 或拆分后再上传",
                "reading the file takes too long or too much memory; save it as CSV or split it",
            ),
        }
    }
}

/// The letters Excel shows above a column: `A`, `Z`, `AA`.
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// A file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is at fault.
    #[error(transparent)]
    Refused(#[from] FileRefused),
    /// The disk or the system is.
    #[error("reading a spreadsheet: {0}")]
    Io(#[from] std::io::Error),
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_named_as_excel_names_them() {
        let names: Vec<_> = [0, 25, 26, 51, 701, 702, 16_383].map(super::column_name).into();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]);
    }
}
