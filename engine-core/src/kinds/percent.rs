//! An exact ratio: 0.05 is five percent.
//!
//! Units:  the ratio itself, at the field's scale; a typed `5` is five, a typed `5%` is 0.05.

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, number};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `percent`.
pub(super) struct Percent;

impl Rules for Percent {
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
        number::read(field, json, Kind::Percent)
    }

    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        number::parse(field, text)
    }

    fn write(&self, field: &Field, value: &Value) -> Json {
        number::write(field, value)
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        match value.number().and_then(|ratio| ratio.checked_mul(Decimal::ONE_HUNDRED)) {
            Some(hundredths) => format!("{}%", number::grouped(&hundredths.normalize())),
            None => super::plain::show(value, reader),
        }
    }
}
