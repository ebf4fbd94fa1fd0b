//! What a path in a generator file leads to.
//!
//! Grammar: `step(.step)*`; a step is a name, or `$path` for the text found there. The first step is a field of the row
//!          being made, of the record around it, or a list; a step after a reference goes on in the record referred to.

use serde_json::{Map, Value as Json};

use super::{LocalName, SampleFault, Values, days::Clock, kept::Kept};

/// Everything that paths can see while one field is made.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) lists: &'a Map<String, Json>,
    pub(super) kept: &'a Kept,
    pub(super) clock: &'a Clock,
    /// The record around the row, if a row is made.
    pub(super) outer: Option<&'a Values>,
    /// The fields made so far; blank ones are null.
    pub(super) row: &'a Values,
    /// Number of the record.
    pub(super) index: usize,
    /// Entity and field being made, for faults.
    pub(super) entity: &'a str,
    pub(super) field: &'a str,
}

impl<'a> Scope<'a> {
    /// The value at a path; `None` when something on the way is blank.
    pub(super) fn find(&self, path: &str) -> Result<Option<&'a Json>, SampleFault> {
        let mut steps = path.split('.');
        let first = steps.next().unwrap_or_default();
        let mut at = self
            .row
            .get(first)
            .or_else(|| self.outer?.get(first))
            .or_else(|| self.lists.get(first))
            .ok_or_else(|| self.unknown(path))?;
        for step in steps {
            let name = match step.strip_prefix('$') {
                Some(inner) => match self.text(inner)? {
                    Some(text) => text,
                    None => return Ok(None),
                },
                None => step.to_owned(),
            };
            if at.is_null() {
                return Ok(None);
            }
            let found = match LocalName::read(at) {
                Some(local) => self.kept.record(&local).and_then(|record| record.get(&name)),
                None => at.get(&name),
            };
            at = found.ok_or_else(|| self.unknown(path))?;
        }
        Ok((!at.is_null()).then_some(at))
    }

    /// The text at a path.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, SampleFault> {
        Ok(self.find(path)?.map(|value| match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        }))
    }

    /// The list at a path.
    pub(super) fn list(&self, path: &str) -> Result<&'a [Json], SampleFault> {
        match self.find(path)? {
            Some(Json::Array(items)) => Ok(items),
            _ => Err(self.unsuitable(format!("`{path}` should be a list"))),
        }
    }

    /// A fault about a path.
    fn unknown(&self, path: &str) -> SampleFault {
        SampleFault::UnknownName { entity: self.entity.into(), field: self.field.into(), path: path.into() }
    }

    /// A fault about a value.
    pub(super) fn unsuitable(&self, expected: String) -> SampleFault {
        SampleFault::Unsuitable { entity: self.entity.into(), field: self.field.into(), expected }
    }
}
