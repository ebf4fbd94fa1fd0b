//! Several lines of text.

use serde_json::{Map, Value as Json};

use super::{ColumnType, Kind, Rules, Storage, check, text};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `long_text`.
pub(super) struct LongText;

/// Longest text, in characters.
const LONGEST_TEXT: u32 = 100_000;

impl Rules for LongText {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    fn operators(&self) -> &'static [Operator] {
        &[
            Operator::Eq,
            Operator::Ne,
            Operator::Contains,
            Operator::StartsWith,
            Operator::IsEmpty,
            Operator::IsNotEmpty,
        ]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::text(field, LONGEST_TEXT, &["pattern"], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        text::text_schema(field, LONGEST_TEXT)
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let given = super::string(json, Kind::LongText)?;
        let lines = crate::text::normal(&given.replace("\r\n", "\n").replace('\r', "\n"));
        text::within(&lines, LONGEST_TEXT)?;
        Ok(text::value(lines))
    }
}
