//! A record in memory.

use engine_core::{
    entity::{Entity, Field, Mask},
    key::FieldKey,
    kinds::{Kind, plain_text},
    moment::Moment,
    plan::shape,
    value::Value,
};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// A record: its internal number and its values by field key, system fields included; blank ones may be absent.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Internal number; never leaves the server.
    pub n: i64,
    /// Values by key.
    pub values: IndexMap<FieldKey, Value>,
    /// Fields whose value is already what the reader sees of it.
    pub masked: Vec<FieldKey>,
}

impl Record {
    /// A value; blank when absent.
    pub fn get(&self, key: &str) -> &Value {
        self.values.get(key).unwrap_or(&Value::Blank)
    }

    /// Sets a system field.
    pub fn set_system(&mut self, key: &'static str, value: Value) {
        self.values.insert(FieldKey::parse(key).expect("system fields have legal keys"), value);
    }

    /// The outside name.
    pub fn id(&self) -> Uuid {
        match self.get("id") {
            Value::Id(id) => *id,
            _ => Uuid::nil(),
        }
    }

    /// How often it was written.
    pub fn version(&self) -> i64 {
        match self.get("version") {
            Value::Integer(n) => *n,
            _ => 0,
        }
    }

    /// A system field that holds an id.
    pub fn system_id(&self, key: &str) -> Option<Uuid> {
        match self.get(key) {
            Value::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// A system field that holds a moment.
    pub fn moment(&self, key: &str) -> Option<Moment> {
        match self.get(key) {
            Value::Moment(at) => Some(*at),
            _ => None,
        }
    }

    /// Replaces the value under a key, which is a field's, by what may be seen of it.
    pub fn mask(&mut self, key: &FieldKey, field: &Field) {
        if let Some(value) = self.values.get_mut(key).filter(|v| !v.is_blank()) {
            let whole = match &*value {
                Value::Text(html) if shape(field).kind == Kind::RichText => plain_text(html),
                Value::Text(text) => text.clone(),
                other => value_to_json(field, other).to_string(),
            };
            *value = Value::Text(engine_core::kinds::mask(field.mask.unwrap_or(Mask::All), &whole));
            self.masked.push(key.clone());
        }
    }

    /// The JSON form; blank fields are left out.
    pub fn to_json(&self, entity: &Entity) -> Json {
        let mut map = Map::new();
        for (key, value) in &self.values {
            if value.is_blank() {
                continue;
            }
            if let (true, Value::Text(seen)) = (self.masked.contains(key), value) {
                map.insert(key.as_str().to_owned(), Json::String(seen.clone()));
                continue;
            }
            let json = match entity.field(key.as_str()) {
                Some(field) => value_to_json(field, value),
                None => continue,
            };
            map.insert(key.as_str().to_owned(), json);
        }
        Json::Object(map)
    }
}

/// The JSON form of one value.
pub fn value_to_json(field: &Field, value: &Value) -> Json {
    let shape = shape(field);
    shape.kind.rules().write(shape, value)
}
