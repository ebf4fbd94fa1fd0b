//! One line: an object whose members stand in a fixed order, those without a value left out.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Value as Json, value::RawValue};

use super::{StoreError, unfit};

/// An object under construction.
pub(super) struct Line(String);

impl Line {
    /// Nothing yet.
    pub(super) fn new() -> Line {
        Line("{".to_owned())
    }

    /// Adds a member, unless it is null.
    pub(super) fn put(&mut self, key: &str, json: &Json) {
        if !json.is_null() {
            self.member(key, json);
        }
    }

    /// Adds a member that is JSON already, to the letter.
    pub(super) fn put_text(&mut self, key: &str, text: &str) {
        // A line has no line break of its own; nothing that this program stores has one outside its strings.
        if text.contains(['\n', '\r']) {
            let compact = serde_json::from_str::<Json>(text).unwrap_or_else(|_| Json::from(text));
            self.put(key, &compact);
        } else {
            self.member(key, text);
        }
    }

    fn member(&mut self, key: &str, value: impl std::fmt::Display) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        write!(self.0, "{comma}{}:{value}", Json::from(key)).expect("writing to a string cannot fail");
    }

    /// The whole line.
    pub(super) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// The members of a line, each still as text.
pub(super) struct Members<'l> {
    place: &'l str,
    members: BTreeMap<String, &'l RawValue>,
}

impl<'l> Members<'l> {
    /// Of a line in a place.
    pub(super) fn of(place: &'l str, line: &'l str) -> Result<Members<'l>, StoreError> {
        let members = serde_json::from_str(line).map_err(|_| unfit(place))?;
        Ok(Members { place, members })
    }

    /// Takes a member as text.
    pub(super) fn text(&mut self, key: &str) -> Option<&'l str> {
        self.members.remove(key).map(RawValue::get).filter(|text| *text != "null")
    }

    /// Takes a member; null when it is not there.
    pub(super) fn json(&mut self, key: &str) -> Result<Json, StoreError> {
        let text = self.text(key);
        text.map_or(Ok(Json::Null), |text| serde_json::from_str(text).map_err(|_| self.unfit()))
    }

    /// Refuses what nobody took.
    pub(super) fn done(self) -> Result<(), StoreError> {
        if self.members.is_empty() { Ok(()) } else { Err(self.unfit()) }
    }

    /// This line does not fit.
    pub(super) fn unfit(&self) -> StoreError {
        unfit(self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_apart_as_it_was_made() {
        let mut line = Line::new();
        line.put("a", &Json::from("x\ny"));
        line.put("nothing", &Json::Null);
        line.put_text("raw", r#"{"b":1.50}"#);
        line.put_text("broken", "{\"c\":\n1}");
        let line = line.end();
        assert_eq!(line, r#"{"a":"x\ny","raw":{"b":1.50},"broken":{"c":1}}"#);
        let mut members = Members::of("x", &line).expect("an object");
        assert_eq!(members.json("a").expect("a"), Json::from("x\ny"));
        assert_eq!(members.text("raw"), Some(r#"{"b":1.50}"#));
        assert!(members.done().is_err(), "`broken` is left");
    }
}
