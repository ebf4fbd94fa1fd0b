//! Yes or no.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `boolean`.
pub(super) struct Boolean;

/// Words for yes, folded.
const YES: &[&str] = &["true", "t", "yes", "y", "1", "on", "是", "有", "对", "真", "√", "✓", "✔", "☑", "已"];
/// Words for no, folded.
const NO: &[&str] = &[
    "false", "f", "no", "n", "0", "off", "否", "无", "没有", "不", "不是", "错", "假", "×", "✗", "✘", "☐",
    "未",
];

impl Rules for Boolean {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Boolean)])
    }

    fn operators(&self) -> &'static [Operator] {
        &[Operator::Eq, Operator::Ne, Operator::In, Operator::NotIn, Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "boolean", pointer, issues);
        check::annotations(field, &[], pointer, issues);
        check::keywords(field, &[], pointer, issues);
        check::values(field, pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        super::schema(json!({ "type": "boolean" }))
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        match json {
            Json::Null => Ok(Value::Blank),
            Json::String(text) if text::normal(text).is_empty() => Ok(Value::Blank),
            Json::Bool(yes) => Ok(Value::Boolean(*yes)),
            _ => Err(super::wrong_type(Kind::Boolean)),
        }
    }

    fn parse(&self, _: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let word = text::fold(&text::normal(text));
        match word.as_str() {
            "" => Ok(Value::Blank),
            word if YES.contains(&word) => Ok(Value::Boolean(true)),
            word if NO.contains(&word) => Ok(Value::Boolean(false)),
            _ => Err(Refusal::new(
                "bad_boolean",
                "请填写是或否（也可用 有/无、Y/N、1/0、√/×）",
                "give yes or no (also Y/N, true/false, 1/0)",
            )),
        }
    }
}
