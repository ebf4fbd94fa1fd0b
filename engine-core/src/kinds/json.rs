//! Any JSON value.
//!
//! Shape:  what was written, keys in their order; `null`, `""`, `[]` and `{}` as a whole are blank.
//! Units:  at most 64 KiB as compact text, 32 levels deep.

use serde_json::{Map, Value as Structure};

use super::{ColumnType, ParseContext, Reader, Rules, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `json`.
pub(super) struct Json;

/// Most bytes of the compact text.
const LARGEST: usize = 1 << 16;
/// Most levels.
const DEEPEST: usize = 32;

impl Rules for Json {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Json)])
    }

    fn operators(&self) -> &'static [Operator] {
        &[Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        if field.schema.contains_key("type") {
            issues.push(check::misplaced("type", format!("{pointer}/type")));
        }
        check::annotations(field, &[], pointer, issues);
        check::keywords(field, &[], pointer, issues);
        check::values(field, pointer, issues);
    }

    /// No schema can count bytes or levels; everything else is legal.
    fn schema(&self, _: &Field) -> Map<String, Structure> {
        Map::new()
    }

    fn read(&self, _: &Field, json: &Structure) -> Result<Value, Refusal> {
        let blank = match json {
            Structure::Null => true,
            Structure::String(given) => text::normal(given).is_empty(),
            Structure::Array(items) => items.is_empty(),
            Structure::Object(map) => map.is_empty(),
            _ => false,
        };
        if blank {
            return Ok(Value::Blank);
        }
        if !within(json, DEEPEST) {
            return Err(Refusal::new(
                "too_deep",
                format!("JSON 最多 {DEEPEST} 层"),
                format!("JSON has at most {DEEPEST} levels"),
            ));
        }
        if json.to_string().len() > LARGEST {
            return Err(Refusal::new(
                "too_long",
                format!("JSON 最多 {} KB", LARGEST / 1024),
                format!("JSON has at most {} KiB", LARGEST / 1024),
            ));
        }
        Ok(Value::Json(Box::new(json.clone())))
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        if text::normal(text).is_empty() {
            return Ok(Value::Blank);
        }
        let json: Structure = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Refusal::new(
                "bad_json",
                format!("不是合法的 JSON，请检查第 {line} 行第 {column} 个字符附近，文字要加双引号"),
                format!("this is no JSON; look at line {line}, character {column}; texts stand in double quotes"),
            )
        })?;
        self.read(field, &json)
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        match value {
            Value::Json(json) => json.to_string(),
            _ => super::plain::show(value, reader),
        }
    }
}

/// Whether a value has no more levels than these.
fn within(json: &Structure, levels: usize) -> bool {
    match json {
        Structure::Array(items) => levels > 0 && items.iter().all(|item| within(item, levels - 1)),
        Structure::Object(map) => levels > 0 && map.values().all(|value| within(value, levels - 1)),
        _ => true,
    }
}
