//! One of a list.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, options};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `choice`.
pub(super) struct Choice;

impl Rules for Choice {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        super::identifier::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "string", pointer, issues);
        check::annotations(field, &["options", "option_set"], pointer, issues);
        check::keywords(field, &["enum"], pointer, issues);
        check::options(field, pointer, issues);
        check::values(field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let keys = field.schema.get("enum").cloned().unwrap_or_else(|| options::keys(field));
        super::schema(json!({ "type": "string", "enum": keys }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        options::by_key(field, super::string(json, Kind::Choice)?)
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        options::by_text(field, text)
    }

    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        match value {
            Value::Text(key) => options::label(field, key, reader.language),
            _ => super::plain::show(value, reader),
        }
    }
}
