//! One line of text.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, Rules, Storage};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `text`.
pub(super) struct Text;

/// Operators of everything stored as text.
pub(super) const TEXT_OPERATORS: &[Operator] = &[
    Operator::Eq,
    Operator::Ne,
    Operator::In,
    Operator::NotIn,
    Operator::Contains,
    Operator::StartsWith,
    Operator::Lt,
    Operator::Lte,
    Operator::Gt,
    Operator::Gte,
    Operator::Between,
    Operator::IsEmpty,
    Operator::IsNotEmpty,
];

/// Longest text of one line, in characters, when the author sets no `maxLength`.
pub const LONGEST_LINE: u32 = 1_000;

impl Rules for Text {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        TEXT_OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        super::check::json_type(field, "string", pointer, issues);
        super::check::length(field, LONGEST_LINE, pointer, issues);
        super::check::pattern(field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let mut schema = super::schema(json!({ "type": "string", "minLength": 1 }));
        if !field.schema.contains_key("maxLength") {
            schema.insert("maxLength".into(), LONGEST_LINE.into());
        }
        schema
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        read_line(json)
    }

    fn write(&self, _: &Field, value: &Value) -> Json {
        super::write_text(value)
    }
}

/// Text in normal form with line breaks turned into spaces.
pub(super) fn read_line(json: &Json) -> Result<Value, Refusal> {
    let text = super::string(json, Kind::Text)?;
    let line = text::normal(&text.replace(['\r', '\n', '\t'], " "));
    Ok(if line.is_empty() { Value::Blank } else { Value::Text(line) })
}
