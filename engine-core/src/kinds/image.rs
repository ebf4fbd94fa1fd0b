//! Images that every browser shows: PNG, JPEG, WebP and GIF.
//!
//! Shape:  as `files.rs` reads it.

use serde_json::{Map, Value as Json};

use super::{ColumnType, Rules, Storage, files};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `image`.
pub(super) struct Image;

impl Rules for Image {
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
        files::check(field, &["max_size", "most", "types"], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        files::schema(field)
    }

    fn read(&self, field: &Field, json: &Json) -> Result<Value, Refusal> {
        files::read(field, json)
    }
}
