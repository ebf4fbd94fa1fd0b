//! Several persons of the company.

use serde_json::{Map, Value as Json};

use super::{ColumnType, Kind, ParseContext, Rules, Storage, check, identifier, list};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    value::Value,
};

/// Rules of `users`.
pub(super) struct Users;

impl Rules for Users {
    fn storage(&self) -> Storage {
        Storage::Links(ColumnType::Id)
    }

    fn operators(&self) -> &'static [Operator] {
        list::OPERATORS
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::list(field, &[], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        list::schema(field, &identifier::schema())
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        list::read(json, Kind::Users, |item| match item {
            Json::String(_) => identifier::read(item, Kind::User),
            _ => Err(super::wrong_type(Kind::User)),
        })
    }

    /// Names are found by whoever knows the people; here a list of ids is read.
    fn parse(&self, _: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        list::collect(list::split(text).map(|part| identifier::read(&Json::String(part), Kind::User)))
    }
}
