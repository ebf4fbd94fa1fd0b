//! What becomes of each row, in a file beside the upload.
//!
//! Shape:  one line per row in the order of the file: the first letter of the state, then JSON. A cursor is a place in
//!         the file, so that a page costs what it shows and the lines it skips; a sample remembers places alone.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use engine_core::{
    issue::{Issue, Language, Message},
    key::FieldKey,
};
use indexmap::IndexMap;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    catalog::Compiled,
    records::record::value_to_json,
    transfer::{
        directory::Match,
        refused_rows::LeftOut,
        verify::{DuplicateOf, RowOutcome, RowState},
    },
};

/// A row as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptRow {
    pub(super) row: u32,
    pub(super) state: String,
    pub(super) source: Vec<String>,
    pub(super) values: IndexMap<FieldKey, Json>,
    issues: Vec<KeptIssue>,
    matches: Vec<Json>,
    /// The record it was written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<Uuid>,
}

impl KeptRow {
    /// Why a row was left out, as the verification said it.
    pub(super) fn reasons(self, left_out: LeftOut) -> (RowState, Vec<Issue>) {
        let issues = self.issues.into_iter().map(KeptIssue::issue).collect();
        let state = match (left_out, self.matches.first()) {
            (LeftOut::Duplicate, Some(found)) => RowState::Duplicate(repeated(found)),
            _ => RowState::Refused,
        };
        (state, issues)
    }
}

/// What a row repeats, as it is kept.
fn repeated(found: &Json) -> DuplicateOf {
    match found["row"].as_u64().and_then(|row| u32::try_from(row).ok()) {
        Some(row) => DuplicateOf::Row(row),
        None => DuplicateOf::Record(Match {
            id: found["id"].as_str().and_then(|id| id.parse().ok()),
            message: found["message"].as_str().unwrap_or_default().to_owned(),
        }),
    }
}

/// An issue in both languages.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptIssue {
    code: String,
    pointer: String,
    chinese: String,
    english: String,
}

impl KeptIssue {
    fn issue(self) -> Issue {
        Issue {
            code: self.code.into(),
            pointer: self.pointer,
            message: Message::new(self.chinese, self.english),
        }
    }
}

/// The rows of some state after a place.
#[derive(Clone, Debug)]
pub struct RowsWanted {
    /// Of this state alone.
    pub state: Option<String>,
    /// At most so many.
    pub limit: usize,
    /// Where the page before ended.
    pub after: u64,
}

/// A page of rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportRows)]
pub struct RowsPage {
    /// In the order of the file.
    #[schema(value_type = Vec<crate::http::answers::ImportRow>)]
    pub items: Vec<Json>,
    /// Where the next page starts.
    pub next_cursor: Option<String>,
}

/// Writes outcomes beside the ones before, which stay until [`finish`](OutcomeWriter::finish).
pub(super) struct OutcomeWriter {
    out: BufWriter<File>,
    path: PathBuf,
}

fn letter(state: &str) -> u8 {
    match state {
        "total" => b'T',
        "new" | "update" | "duplicate" | "refused" | "title" => state.as_bytes()[0],
        _ => b'?',
    }
}

impl OutcomeWriter {
    pub(super) fn new(folder: &Path) -> io::Result<OutcomeWriter> {
        let path = folder.join("outcomes");
        Ok(OutcomeWriter {
            out: BufWriter::with_capacity(1 << 16, File::create(path.with_extension("new"))?),
            path,
        })
    }

    pub(super) fn write(&mut self, compiled: &Compiled, outcome: &RowOutcome) -> io::Result<()> {
        let state = outcome.state.word();
        let values = outcome.values.iter().filter_map(|(key, value)| {
            let field = compiled.entity.field(key.as_str())?;
            Some((key.clone(), value_to_json(field, value)))
        });
        let issues = outcome.issues.iter().map(|issue| KeptIssue {
            code: issue.code.to_string(),
            pointer: issue.pointer.clone(),
            chinese: issue.message.chinese.to_string(),
            english: issue.message.english.to_string(),
        });
        let matches = match &outcome.state {
            RowState::Update(id) => vec![json!({ "id": id })],
            RowState::Duplicate(DuplicateOf::Row(row)) => vec![json!({ "row": row })],
            RowState::Duplicate(DuplicateOf::Record(found)) => vec![json!(found)],
            _ => Vec::new(),
        };
        let kept = KeptRow {
            row: outcome.source.number,
            state: state.to_owned(),
            source: outcome.source.cells.iter().map(|cell| cell.text().into_owned()).collect(),
            values: values.collect(),
            issues: issues.collect(),
            matches,
            record: outcome.record,
        };
        self.out.write_all(&[letter(state)])?;
        serde_json::to_writer(&mut self.out, &kept)?;
        self.out.write_all(b"\n")
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        std::fs::rename(self.path.with_extension("new"), &self.path)
    }
}

/// A page of outcomes.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn page(folder: &Path, wanted: &RowsWanted, language: Language) -> io::Result<RowsPage> {
    let mut file = match File::open(folder.join("outcomes")) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(RowsPage { items: Vec::new(), next_cursor: None });
        }
        Err(error) => return Err(error),
    };
    if let Some(before) = wanted.after.checked_sub(1) {
        file.seek(SeekFrom::Start(before))?;
        let mut end = [0];
        if file.read(&mut end)? == 0 || end != *b"\n" {
            return Err(io::ErrorKind::InvalidInput.into());
        }
    }
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let (mut at, mut line, mut items) = (wanted.after, Vec::new(), Vec::new());
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(RowsPage { items, next_cursor: None });
        }
        if wanted.state.as_deref().is_none_or(|state| line.first() == Some(&letter(state))) {
            if items.len() == wanted.limit {
                return Ok(RowsPage { items, next_cursor: Some(at.to_string()) });
            }
            items.push(shown(parsed(&line)?, language));
        }
        at += u64::try_from(read).unwrap_or_default();
    }
}

fn shown(row: KeptRow, language: Language) -> Json {
    let KeptRow { row, state, source, values, issues, matches, .. } = row;
    let issues: Vec<Json> = issues.into_iter().map(|issue| issue.issue().to_json(language)).collect();
    json!({ "row": row, "state": state, "source": source, "values": values, "issues": issues, "matches": matches })
}

/// Whether it is known what becomes of the rows.
pub(super) fn exist(folder: &Path) -> bool {
    folder.join("outcomes").exists()
}

/// The rows that were left out for one reason, one by one.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn left_out(
    folder: &Path,
    left_out: LeftOut,
) -> io::Result<impl Iterator<Item = io::Result<KeptRow>>> {
    let lines = BufReader::with_capacity(1 << 16, File::open(folder.join("outcomes"))?).split(b'\n');
    Ok(lines.filter_map(move |line| match line {
        Ok(line) if line.first() == Some(&letter(left_out.state())) => Some(parsed(&line)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    }))
}

fn parsed(line: &[u8]) -> io::Result<KeptRow> {
    serde_json::from_slice(line.get(1..).unwrap_or_default()).map_err(io::Error::from)
}

/// Rows drawn by chance.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// Rows among which they were drawn.
    pub(super) rows: u64,
    /// In the order of the file.
    pub(super) kept: Vec<KeptRow>,
}

/// Draws rows that become or change a record, each with the same chance; equal seeds draw equal rows. However long the
/// file, only the places of as many rows as are drawn are in memory.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn draw(folder: &Path, count: usize, seed: u32) -> io::Result<Drawn> {
    let file = match File::open(folder.join("outcomes")) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Drawn::default()),
        Err(error) => return Err(error),
    };
    let accepted = [letter("new"), letter("update")];
    let mut random = StdRng::seed_from_u64(seed.into());
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut places, mut at, mut rows) = (Vec::new(), Vec::with_capacity(count), 0, 0);
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if line.first().is_some_and(|state| accepted.contains(state)) {
            if places.len() < count {
                places.push(at);
            } else if let Ok(chosen) = usize::try_from(random.random_range(0..=rows))
                && let Some(place) = places.get_mut(chosen)
            {
                *place = at;
            }
            rows += 1;
        }
        at += u64::try_from(read).unwrap_or_default();
    }
    places.sort_unstable();
    let mut kept = Vec::with_capacity(places.len());
    for place in places {
        lines.seek(SeekFrom::Start(place))?;
        line.clear();
        lines.read_until(b'\n', &mut line)?;
        kept.push(parsed(&line)?);
    }
    Ok(Drawn { rows, kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes rows from 1 of these states; every other one is longer than the one before.
    fn written(states: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a directory");
        let mut lines = Vec::new();
        for (row, state) in (1..).zip(states) {
            let kept = KeptRow {
                row,
                state: (*state).to_owned(),
                source: vec!["格".repeat(usize::try_from(row % 2).expect("a bit") * 40)],
                values: IndexMap::new(),
                issues: Vec::new(),
                matches: Vec::new(),
                record: None,
            };
            lines.push(letter(state));
            serde_json::to_writer(&mut lines, &kept).expect("memory");
            lines.push(b'\n');
        }
        std::fs::write(folder.path().join("outcomes"), lines).expect("disk");
        folder
    }

    fn numbers(drawn: &Drawn) -> Vec<u32> {
        drawn.kept.iter().map(|kept| kept.row).collect()
    }

    #[test]
    fn every_accepted_row_is_drawn_as_often_as_another_and_no_other_is() {
        let states = ["title", "new", "update", "refused", "duplicate", "new", "total"].repeat(10);
        let folder = written(&states);
        let (mut times, draws, count) = (vec![0_u32; states.len() + 1], 6_000, 5);
        for seed in 0..draws {
            let drawn = draw(folder.path(), count, seed).expect("disk");
            assert_eq!((drawn.rows, drawn.kept.len()), (30, count));
            assert!(numbers(&drawn).is_sorted_by(|one, next| one < next), "in order, none twice");
            numbers(&drawn).iter().for_each(|row| times[usize::try_from(*row).expect("small")] += 1);
        }
        // 6,000 × 5 ÷ 30 = 1,000 each, with a standard deviation of 29.
        for (row, state) in states.iter().enumerate() {
            let accepted = matches!(*state, "new" | "update");
            let range = if accepted { 850..1_150 } else { 0..1 };
            assert!(range.contains(&times[row + 1]), "row {} ({state}): {}", row + 1, times[row + 1]);
        }
    }

    #[test]
    fn few_rows_are_all_drawn_and_no_file_has_none() {
        let folder = written(&["new", "refused", "update"]);
        assert_eq!(numbers(&draw(folder.path(), 20, 1).expect("disk")), [1, 3]);
        let empty = tempfile::tempdir().expect("a directory");
        assert_eq!(draw(empty.path(), 20, 1).expect("disk").rows, 0);
    }
}
