//! A department.

use serde_json::{Map, Value as Json};

use super::{Kind, Rules, Storage, identifier};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `department`.
pub(super) struct Department;

impl Rules for Department {
    fn storage(&self) -> Storage {
        identifier::STORAGE
    }

    fn operators(&self) -> &'static [Operator] {
        identifier::OPERATORS
    }

    /// The name sorts, along a path; the id says nothing.
    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        identifier::check(field, pointer, issues);
    }

    fn schema(&self, _: &Field) -> Map<String, Json> {
        identifier::schema()
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        identifier::read(json, Kind::Department)
    }
}
