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
pub const TEXT_OPERATORS: &[Operator] = &[
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
pub(super) const LONGEST_LINE: u32 = 1_000;

impl Rules for Text {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        TEXT_OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        super::check::text(field, LONGEST_LINE, &["pattern"], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        text_schema(field, LONGEST_LINE)
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let line = line(super::string(json, Kind::Text)?);
        within(&line, LONGEST_LINE)?;
        Ok(value(line))
    }
}

/// Text in normal form with line breaks turned into spaces.
pub(super) fn line(text: &str) -> String {
    text::normal(&text.replace(['\r', '\n', '\t'], " "))
}

/// Blank for the empty text.
pub(super) fn value(text: String) -> Value {
    if text.is_empty() { Value::Blank } else { Value::Text(text) }
}

/// Refuses more than `longest` characters.
pub(super) fn within(text: &str, longest: u32) -> Result<(), Refusal> {
    if text.chars().count() <= longest as usize {
        return Ok(());
    }
    Err(Refusal::new("too_long", format!("最多 {longest} 个字符"), format!("at most {longest} characters")))
}

/// Text of a standard format in its normal form.
pub(super) fn address_schema(field: &Field, longest: u32, format: &str, normal: &str) -> Map<String, Json> {
    let mut schema = text_schema(field, longest);
    schema.insert("format".into(), format.into());
    schema.insert("pattern".into(), normal.into());
    schema
}

/// Text of one to `longest` characters, or as few as the author allows.
pub(super) fn text_schema(field: &Field, longest: u32) -> Map<String, Json> {
    let number = |name: &str| field.schema.get(name).and_then(Json::as_u64);
    let least = number("minLength").unwrap_or(1).max(1);
    let most = number("maxLength").unwrap_or(u64::MAX).min(u64::from(longest));
    super::schema(json!({ "type": "string", "minLength": least, "maxLength": most }))
}
