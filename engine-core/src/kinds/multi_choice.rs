//! Several of a list.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, list, options};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `multi_choice`.
pub(super) struct MultiChoice;

impl Rules for MultiChoice {
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
        check::list(field, &["options", "option_set"], pointer, issues);
        check::options(field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let item = json!({ "type": "string", "enum": options::keys(field) });
        list::schema(field, &super::schema(item))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        list::read(json, Kind::MultiChoice, |item| match item {
            Json::String(key) => options::by_key(field, key),
            _ => Err(super::wrong_type(Kind::Choice)),
        })
    }

    /// The whole text may be one choice whose label holds a comma.
    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        match options::by_text(field, text) {
            Ok(one) => list::collect([Ok(one)].into_iter()),
            Err(_) => list::collect(list::split(text).map(|part| options::by_text(field, &part))),
        }
    }

    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        let Value::List(items) = value else { return super::plain::show(value, reader) };
        let labels = items.iter().map(|item| match item {
            Value::Text(key) => options::label(field, key, reader.language),
            other => super::plain::show(other, reader),
        });
        super::plain::join(labels, reader)
    }
}
