//! An exact number with a scale.

use serde_json::{Map, Value as Json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, number};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `decimal`.
pub(super) struct Decimal;

impl Rules for Decimal {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Decimal)])
    }

    fn operators(&self) -> &'static [Operator] {
        number::OPERATORS
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        number::check(field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        number::schema(field)
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        number::read(field, json, Kind::Decimal)
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        number::parse(field, text)
    }

    fn write(&self, field: &Field, value: &Value) -> Json {
        number::write(field, value)
    }

    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        match value.number() {
            Some(number) => number::grouped(&number::scaled(field, number)),
            None => super::plain::show(value, reader),
        }
    }
}
