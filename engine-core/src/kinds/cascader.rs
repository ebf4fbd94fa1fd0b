//! One node of a tree of choices: 广东 / 深圳 / 南山.
//!
//! Shape:  `"nanshan"`, the key of the node; the path is the tree's to tell. With `leaf_only`, which is usual, only nodes
//!         without active children are written anew; what was written before its node had children stays.
//! Grammar of typed paths: labels, keys or synonyms with `/`, `>` or `\` between them, from anywhere in the tree down to
//!         the node: `广东/深圳/南山`, `深圳 > 南山`, `南山` where there is but one.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, options, tree};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Rules of `cascader`.
pub(super) struct Cascader;

impl Rules for Cascader {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    /// `in` and `not_in` mean a node with everything below it, see [`tree::below`].
    fn operators(&self) -> &'static [Operator] {
        super::identifier::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::json_type(field, "string", pointer, issues);
        check::annotations(field, &["options", "option_set", "leaf_only"], pointer, issues);
        check::keywords(field, &[], pointer, issues);
        check::options(field, pointer, issues);
        tree::check(&field.options, &format!("{pointer}/x-field/options"), issues);
        check::values(field, pointer, issues);
    }

    /// Every node, for a value stays when its node gets children.
    fn schema(&self, field: &Field) -> Map<String, Json> {
        super::schema(json!({ "type": "string", "enum": options::keys(field) }))
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        options::by_key(field, super::string(json, Kind::Cascader)?)
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let typed = text::normal(text);
        if typed.is_empty() {
            return Ok(Value::Blank);
        }
        let value = tree::meant(&field.options, &typed).ok_or_else(|| super::unknown::choice(field, &typed))?;
        tree::not_a_leaf(field, &value).map_or(Ok(value), Err)
    }

    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        match value {
            Value::Text(key) => tree::path(&field.options, key, reader.language),
            _ => super::plain::show(value, reader),
        }
    }
}
