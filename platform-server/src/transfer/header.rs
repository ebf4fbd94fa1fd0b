//! Where the header is, under titles and merged cells, and what the columns are called.
//!
//! Shape:  the first rows, the merged ranges and the words an entity knows → first and last row of the header, one name per
//!         column; names of several rows are joined with ` / `.
//! Source: docs/spec/imports.md "Header".

use std::collections::HashSet;

use super::{
    limits,
    read::column_name,
    refused_rows,
    sheet::{Cell, Merge, Row},
    words,
};

/// The header of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Header {
    /// First row, from 1; 0 when the sheet has none.
    pub first: u32,
    /// Last row; data starts below it.
    pub last: u32,
    /// What each column is called; the letters of Excel where nothing stands.
    pub names: Vec<String>,
}

/// The score of a header that stands above refused rows: no other row is better.
const WRITTEN_BY_US: f64 = 100.0;
/// What stands between the names of several rows.
const JOINED: &str = " / ";
/// Rows that a header may have above its last.
const MOST_ROWS_ABOVE: u32 = 3;

/// Finds the header among the first rows; `known` are the plain words an entity's fields go by.
pub fn find(head: &[Row], merges: &[Merge], known: &HashSet<String>) -> Header {
    let width = usual_width(head);
    let candidates = head.iter().take(limits::HEADER_SEARCH).filter(|row| !row.is_blank());
    let mut best: Option<(f64, &Row)> = None;
    for row in candidates {
        let score = score(row, width, known);
        if best.is_none_or(|(most, _)| score > most + 1e-9) {
            best = Some((score, row));
        }
    }
    match best {
        Some((score, row)) if score >= 1.2 => at(head, merges, last_row(head, merges, row.number, width)),
        _ => named(head, merges, 0, 0),
    }
}

/// The header whose last row a person chose; 0 for none.
pub fn at(head: &[Row], merges: &[Merge], last: u32) -> Header {
    let width = usual_width(head);
    let mut first = last;
    while first > 1 && last - first < MOST_ROWS_ABOVE && spans(merges, first - 1, first, width) {
        first -= 1;
    }
    named(head, merges, first, last)
}

/// Filled columns of a usual row: the median of those that hold anything, the widest when there are few.
fn usual_width(head: &[Row]) -> usize {
    let mut widths: Vec<usize> =
        head.iter().map(|row| row.filled().count()).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    let middle = widths.get(widths.len() / 2).copied().unwrap_or(1);
    if widths.len() < 5 { widths.last().copied().unwrap_or(1) } else { middle }
}

/// How much a row looks like a header: words of the entity count most, values count against it.
fn score(row: &Row, width: usize, known: &HashSet<String>) -> f64 {
    let texts: Vec<String> = row.filled().map(|(_, cell)| cell.text().into_owned()).collect();
    if texts.iter().any(|text| refused_rows::is_reason(text)) {
        return WRITTEN_BY_US;
    }
    let filled = texts.len() as f64;
    let share = |count: usize| count as f64 / filled;
    let names = |text: &str| text.split(JOINED).any(|part| known.contains(&words::plain(part)));
    let recognised = texts.iter().filter(|text| names(text)).count();
    let values = row.filled().filter(|(_, cell)| is_value(cell)).count();
    let distinct = texts.iter().collect::<HashSet<_>>().len();
    let coverage = (filled / width as f64).min(1.0);
    3.0 * share(recognised) * coverage.max(0.3) + coverage + share(distinct) * 0.5
        - 2.0 * share(values)
        - if width > 1 && texts.len() == 1 { 1.0 } else { 0.0 }
}

/// Whether a cell holds what stands in rows rather than above them.
fn is_value(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => {
            let text = text.trim();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let length = text.chars().count();
            digits * 2 >= length || length > 30 || text.contains('@') || length > 6 && text.ends_with("公司")
        }
        Cell::Blank => false,
        _ => true,
    }
}

/// Whether cells merged across or down tie two neighbouring rows into one header. A title across the sheet does not.
fn spans(merges: &[Merge], upper: u32, lower: u32, width: usize) -> bool {
    merges.iter().any(|merge| {
        let title = (merge.right - merge.left + 1) * 5 >= width.max(2) * 4;
        let down = merge.top <= upper && merge.bottom >= lower;
        let across = merge.bottom == upper && merge.right > merge.left;
        !title && (down || across)
    })
}

/// The last row of the header that `row` belongs to: merged cells reach below it, or groups stand above names.
fn last_row(head: &[Row], merges: &[Merge], row: u32, width: usize) -> u32 {
    let mut last = row;
    while last - row < MOST_ROWS_ABOVE && spans(merges, last, last + 1, width) {
        let below = head.iter().find(|below| below.number == last + 1);
        if below.is_none_or(|below| below.filled().any(|(_, cell)| is_value(cell))) {
            break;
        }
        last += 1;
    }
    last
}

fn named(head: &[Row], merges: &[Merge], first: u32, last: u32) -> Header {
    let rows: Vec<&Row> =
        head.iter().filter(|row| (first..=last).contains(&row.number) && last > 0).collect();
    let columns = head.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let names = (0..columns).map(|column| {
        let mut parts: Vec<String> = Vec::new();
        for row in &rows {
            let part = tidy(&covered(head, merges, row, column));
            if !part.is_empty() && parts.last() != Some(&part) {
                parts.push(part);
            }
        }
        if parts.is_empty() { column_name(column) } else { parts.join(JOINED) }
    });
    Header { first, last, names: names.collect() }
}

/// The text of a cell, or of the merged range it lies in.
fn covered(head: &[Row], merges: &[Merge], row: &Row, column: usize) -> String {
    if row.cell(column).is_blank() {
        let inside = |merge: &&Merge| {
            (merge.top..=merge.bottom).contains(&row.number) && (merge.left..=merge.right).contains(&column)
        };
        if let Some(merge) = merges.iter().find(inside) {
            let top = head.iter().find(|above| above.number == merge.top);
            return top.map_or_else(String::new, |top| top.cell(merge.left).text().into_owned());
        }
    }
    row.cell(column).text().into_owned()
}

/// Line breaks inside a header are layout: nothing between ideographs, a space between words. What joins the rows of a
/// header stays, so that a header that was written out is found again.
pub(super) fn tidy(name: &str) -> String {
    name.split(JOINED).map(tidy_part).collect::<Vec<_>>().join(JOINED)
}

fn tidy_part(name: &str) -> String {
    let mut tidied = String::with_capacity(name.len());
    for part in name.split(char::is_whitespace).filter(|part| !part.is_empty()) {
        let words = tidied.chars().last().is_some_and(|c| c.is_ascii_alphanumeric())
            && part.starts_with(|c: char| c.is_ascii_alphanumeric());
        if words {
            tidied.push(' ');
        }
        tidied.push_str(part);
    }
    tidied
}
