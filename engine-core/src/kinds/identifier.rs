//! Ids of users, departments and records.

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{ColumnType, Kind, Storage, check};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text,
    value::Value,
};

/// Where one id lies.
pub(super) const STORAGE: Storage = Storage::Columns(&[("", ColumnType::Id)]);

/// Operators of one id.
pub(super) const OPERATORS: &[Operator] =
    &[Operator::Eq, Operator::Ne, Operator::In, Operator::NotIn, Operator::IsEmpty, Operator::IsNotEmpty];

/// What an author may write of one id: nothing beyond it.
pub(super) fn check(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    check::json_type(field, "string", pointer, issues);
    check::annotations(field, &[], pointer, issues);
    check::keywords(field, &[], pointer, issues);
    check::values(field, pointer, issues);
}

/// Schema of one id.
pub(super) fn schema() -> Map<String, Json> {
    super::schema(json!({
        "type": "string",
        "format": "uuid",
        "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    }))
}

/// One id; blank for the empty text.
pub(super) fn read(json: &Json, kind: Kind) -> Result<Value, Refusal> {
    let text = text::normal(super::string(json, kind)?);
    if text.is_empty() {
        return Ok(Value::Blank);
    }
    Ok(Value::Id(id(&text)?))
}

/// An id in its usual form of 36 characters.
pub(super) fn id(text: &str) -> Result<Uuid, Refusal> {
    let parsed = (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten();
    parsed.ok_or_else(|| {
        Refusal::new(
            "bad_id",
            "请填写记录的 id，如 01890a5d-ac96-774b-bcce-b302099a8057",
            "give an id such as 01890a5d-ac96-774b-bcce-b302099a8057",
        )
    })
}
