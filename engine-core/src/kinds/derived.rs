//! What formula, roll-up and lookup share: the system writes them, and their `result` says what they are.

use serde_json::{Map, Value as Json, json};

use super::{Reader, Rules, Storage};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// The refusal of a value for what the system computes.
pub(super) fn computed(json: &Json) -> Result<Value, Refusal> {
    match json {
        Json::Null => Ok(Value::Blank),
        _ => Err(Refusal::new(
            "computed",
            "此字段由系统计算，不能填写",
            "the system computes this field; leave it out",
        )),
    }
}

/// A kind whose meaning is that of the field's `result`.
pub(super) trait Derived: Sync {
    /// Where values lie.
    fn storage(&self) -> Storage;
    /// Checks the definition.
    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>);
}

fn resolved(field: &Field) -> Option<(&Field, &'static dyn Rules)> {
    let result = field.result.as_deref()?;
    Some((result, result.kind.rules()))
}

impl<T: Derived> Rules for T {
    fn storage(&self) -> Storage {
        Derived::storage(self)
    }

    fn operators(&self) -> &'static [Operator] {
        &[]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn computed(&self) -> bool {
        true
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        Derived::check(self, field, pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let mut schema = resolved(field).map_or_else(Map::new, |(result, rules)| rules.schema(result));
        schema.insert("readOnly".into(), json!(true));
        schema
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        computed(json)
    }

    fn write(&self, field: &Field, value: &Value) -> Json {
        let result = field.result.as_deref();
        result.map_or_else(|| super::plain::write(value), |result| result.kind.values().write(result, value))
    }

    fn show(&self, field: &Field, value: &Value, reader: &Reader) -> String {
        resolved(field).map_or_else(
            || super::plain::show(value, reader),
            |(result, rules)| rules.show(result, value, reader),
        )
    }
}
