//! What becomes of each row, in a file beside the upload.
//!
//! Shape:  one line per row in the order of the file: the first letter of the state, then JSON. A cursor is a place in
//!         the file, so that a page costs what it shows and the lines it skips.

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
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use crate::{
    catalog::Compiled,
    records::record::value_to_json,
    transfer::verify::{DuplicateOf, RowOutcome, RowState},
};

/// A row as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptRow {
    pub(super) row: u32,
    state: String,
    source: Vec<String>,
    values: IndexMap<FieldKey, Json>,
    pub(super) issues: Vec<KeptIssue>,
    matches: Vec<Json>,
}

/// An issue in both languages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptIssue {
    code: String,
    pointer: String,
    chinese: String,
    english: String,
}

impl KeptIssue {
    pub(super) fn issue(self) -> Issue {
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
            items.push(shown(serde_json::from_slice(line.get(1..).unwrap_or_default())?, language));
        }
        at += u64::try_from(read).unwrap_or_default();
    }
}

fn shown(row: KeptRow, language: Language) -> Json {
    let KeptRow { row, state, source, values, issues, matches } = row;
    let issues: Vec<Json> = issues.into_iter().map(|issue| issue.issue().to_json(language)).collect();
    json!({ "row": row, "state": state, "source": source, "values": values, "issues": issues, "matches": matches })
}

/// The refused rows, one by one.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn refused(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<KeptRow>>> {
    let lines = BufReader::with_capacity(1 << 16, File::open(folder.join("outcomes"))?).split(b'\n');
    Ok(lines.filter_map(|line| match line {
        Ok(line) if line.first() == Some(&letter("refused")) => {
            Some(serde_json::from_slice(line.get(1..).unwrap_or_default()).map_err(io::Error::from))
        }
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    }))
}
