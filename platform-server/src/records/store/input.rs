//! JSON of a record → values of its fields, with every issue.
//!
//! Shape:  unknown, computed and wrong fields become issues; what is left out stays out.

use std::sync::Arc;

use engine_core::policy::Action;
use engine_core::{
    entity::Field,
    issue::{Issue, token},
    key::{FieldKey, SYSTEM_FIELDS},
    kinds::{self, Kind, keywords},
    value::Value,
};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{StoreError, clean};
use crate::{
    access::{ActionMarker, Denied, Permit},
    catalog::Compiled,
};

/// What a caller wants written: values by field, `owner_id` among them.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// By key.
    pub values: IndexMap<FieldKey, Value>,
    /// The definition whose schema has nothing against them as a new record, where somebody has asked it.
    pub accepted: Option<Arc<Compiled>>,
}

impl Input {
    /// Reads the JSON of a record or merge patch.
    ///
    /// # Errors
    /// Every issue, with pointers into the record.
    pub fn read(compiled: &Compiled, json: &Map<String, Json>) -> Result<Input, Vec<Issue>> {
        let (input, issues) = Input::read_all(compiled, json);
        if issues.is_empty() { Ok(input) } else { Err(issues) }
    }

    /// Reads the JSON of a whole new record: required fields that are absent are among the issues.
    fn new_partly(compiled: &Compiled, json: &Map<String, Json>) -> (Input, Vec<Issue>) {
        let (input, mut issues) = Input::read_all(compiled, json);
        for field in compiled.entity.fields.values().filter(|f| f.required && f.default.is_none()) {
            let at = token(field.key.as_str());
            let absent = input.values.get(&field.key).is_none_or(Value::is_blank);
            if absent && !field.kind.rules().computed() && !issues.iter().any(|i| i.pointer.starts_with(&at))
            {
                issues.push(Issue::new("required", at, "请填写", "this is required"));
            }
        }
        (input, issues)
    }

    fn read_all(compiled: &Compiled, json: &Map<String, Json>) -> (Input, Vec<Issue>) {
        let mut input = Input::default();
        let mut issues = Vec::new();
        for (name, json) in json {
            match read_one(compiled, name, json) {
                Ok(Some((key, value))) => {
                    input.values.insert(key, value);
                }
                Ok(None) => {}
                Err(found) => issues.extend(found.into_iter().map(|i| i.below(&token(name)))),
            }
        }
        (input, issues)
    }

    /// Reads with a permit: fields the caller may not write are refused, too.
    ///
    /// # Errors
    /// As `read`; forbidden fields as a list of their own.
    pub fn read_permitted<A: ActionMarker>(
        permit: &Permit<A>,
        json: &Map<String, Json>,
    ) -> Result<Input, StoreError> {
        match Input::read_partly(permit, json)? {
            (input, issues) if issues.is_empty() => Ok(input),
            (_, issues) => Err(StoreError::Issues(issues)),
        }
    }

    /// The same, with what is right about the input beside what is wrong.
    pub(super) fn read_partly<A: ActionMarker>(
        permit: &Permit<A>,
        json: &Map<String, Json>,
    ) -> Result<(Input, Vec<Issue>), StoreError> {
        permit.check_written(json.keys().map(String::as_str)).map_err(|denied| match denied {
            Denied::Issues(issues) => StoreError::ForbiddenFields(issues),
            _ => StoreError::Forbidden,
        })?;
        let new = A::ACTION == Action::Create;
        Ok(if new {
            Input::new_partly(permit.entity(), json)
        } else {
            Input::read_all(permit.entity(), json)
        })
    }
}

type Read = Result<Option<(FieldKey, Value)>, Vec<Issue>>;

fn read_one(compiled: &Compiled, name: &str, json: &Json) -> Read {
    let Some(field) = compiled.entity.own_field(name) else { return system(compiled, name, json) };
    if field.kind.rules().computed() {
        return Err(vec![Issue::new(
            "computed",
            "",
            "这一项由系统计算，不能填写",
            "this value is computed; leave it out",
        )]);
    }
    let entity =
        compiled.rows.iter().find(|(table, _)| table.key == field.key).map(|(_, rows)| rows.as_ref());
    let json = &*clean::cleaned(field, entity, json);
    let value = match field.kind {
        Kind::SubTable => rows(compiled, field, json)?,
        _ => keywords::read(field, json)
            .map_err(|refusals| refusals.into_iter().map(|r| r.at("")).collect::<Vec<_>>())?,
    };
    Ok(Some((field.key.clone(), value)))
}

fn rows(compiled: &Compiled, field: &Field, json: &Json) -> Result<Value, Vec<Issue>> {
    let entity = compiled.rows.iter().find(|(f, _)| f.key == field.key).map(|(_, e)| e);
    match (entity, json) {
        (_, Json::Null) | (None, _) => Ok(Value::Blank),
        (Some(entity), _) => kinds::read_rows(entity, json),
    }
}

/// `owner_id` may be written; the other system fields may be sent back unchanged in a whole record only if left out.
fn system(compiled: &Compiled, name: &str, json: &Json) -> Read {
    if name == "owner_id" && compiled.entity.owner {
        let field = compiled.entity.field(name).expect("every record has an owner field");
        let value = field.kind.rules().read(field, json).map_err(|r| vec![r.at("")])?;
        return Ok(Some((field.key.clone(), value)));
    }
    let issue = if SYSTEM_FIELDS.contains(&name) {
        Issue::new("readonly", "", "系统字段，不能填写", "a system field; leave it out")
    } else {
        let shown: String = name.chars().take(60).collect();
        Issue::new(
            "unknown_field",
            "",
            format!("没有“{shown}”这一项"),
            format!("there is no field `{shown}`"),
        )
    };
    Err(vec![issue])
}
