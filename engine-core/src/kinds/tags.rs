//! Any words, as many as one likes.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, check, list, text};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `tags`.
pub(super) struct Tags;

/// Longest tag, in characters.
const LONGEST_TAG: u32 = 100;

impl Rules for Tags {
    fn storage(&self) -> Storage {
        Storage::Links(ColumnType::Text)
    }

    fn operators(&self) -> &'static [Operator] {
        list::OPERATORS
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::list(field, &[], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let item = json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_TAG });
        list::schema(field, &super::schema(item))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        list::read(json, Kind::Tags, |item| match item {
            Json::String(word) => tag(word),
            _ => Err(super::wrong_type(Kind::Text)),
        })
    }

    fn parse(&self, _: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let words: Vec<String> = list::split(text).collect();
        list::within(words.len(), list::MOST_ITEMS)?;
        list::collect(words.iter().map(|word| tag(word)))
    }
}

fn tag(word: &str) -> Result<Value, Refusal> {
    let word = text::line(word);
    text::within(&word, LONGEST_TAG)?;
    Ok(text::value(word))
}
