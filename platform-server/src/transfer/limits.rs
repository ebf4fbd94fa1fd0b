//! How much a spreadsheet may be.
//!
//! Units:  bytes, rows, columns, characters and seconds, as each name says.
//! Source: docs/spec/limits.md "Import".

use std::time::Duration;

/// Largest upload, in bytes.
pub const LARGEST_FILE: u64 = 100 << 20;
/// Most rows of one sheet: what Excel itself holds.
pub const MOST_ROWS: u32 = 1_048_576;
/// Most columns that hold anything.
pub const MOST_COLUMNS: usize = 1_000;
/// Longest cell, in characters: what Excel itself holds.
pub const LONGEST_CELL: usize = 32_767;
/// Most bytes an XLSX unpacks to.
pub const LARGEST_UNPACKED: u64 = 1 << 30;
/// Most bytes unpacked per byte packed.
pub const LARGEST_RATIO: u64 = 200;
/// Below this many unpacked bytes the ratio does not matter.
pub const RATIO_MATTERS: u64 = 10 << 20;
/// Most entries of an XLSX archive.
pub const MOST_ENTRIES: usize = 10_000;
/// Most merged ranges of one sheet.
pub const MOST_MERGES: usize = 100_000;
/// Most sheets of one workbook.
pub const MOST_SHEETS: usize = 1_000;
/// Processor time of the child.
pub const CHILD_CPU: Duration = Duration::from_secs(120);
/// Wall time of the child.
pub const CHILD_WALL: Duration = Duration::from_secs(300);
/// Rows kept to look for the header and to show samples.
pub const HEAD_ROWS: usize = 200;
/// Rows at the top among which the header is looked for.
pub const HEADER_SEARCH: usize = 30;
/// Most distinct unknown values listed per field.
pub const MOST_UNKNOWN: usize = 1_000;
/// Rows verified at once: one round of questions to the database.
pub const CHUNK_ROWS: usize = 1_000;
