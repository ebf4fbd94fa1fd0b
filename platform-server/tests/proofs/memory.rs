//! The naive reference: records as maps in memory, references walked by looking them up.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    kinds::Kind,
    plan::{Column, Condition, Share, Source, matches, shape},
    value::{Row, Value},
};
use serde_json::Value as Json;
use uuid::Uuid;

/// The living records of every entity.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    records: HashMap<String, Vec<HashMap<String, Value>>>,
}

impl Memory {
    /// Keeps a record as the server showed it.
    pub(crate) fn keep(&mut self, entity: &Entity, shown: &Json) {
        let mut record = HashMap::new();
        for (key, json) in shown.as_object().expect("a record") {
            if let Some(field) = entity.field(key) {
                record.insert(key.clone(), value(field, json));
            }
        }
        self.records.entry(entity.key.to_string()).or_default().push(record);
    }

    /// The records of an entity that meet a condition, by one of their fields, in order.
    pub(crate) fn found(&self, entity: &str, condition: &Condition, by: &str) -> Vec<String> {
        let all = self.records[entity].iter();
        let met = all.filter(|record| matches(condition, &One { memory: self, record }));
        let mut found: Vec<String> = met
            .map(|record| match &record[by] {
                Value::Text(text) => text.clone(),
                other => panic!("{other:?} is no text"),
            })
            .collect();
        found.sort_unstable();
        found
    }

    fn by_id(&self, entity: &str, id: Uuid) -> Option<&HashMap<String, Value>> {
        self.records[entity].iter().find(|record| record["id"] == Value::Id(id))
    }
}

fn value(field: &Field, json: &Json) -> Value {
    let shape = shape(field);
    match (shape.kind, json) {
        (Kind::AutoNumber, Json::String(text)) => Value::Text(text.clone()),
        (Kind::SubTable, Json::Array(rows)) => {
            Value::Rows(rows.iter().map(|_| Row { id: None, values: Vec::new() }).collect())
        }
        (kind, json) => {
            kind.rules().read(shape, json).unwrap_or_else(|refusal| panic!("{json}: {refusal:?}"))
        }
    }
}

struct One<'m> {
    memory: &'m Memory,
    record: &'m HashMap<String, Value>,
}

impl Source for One<'_> {
    fn value(&self, column: &Column) -> Value {
        let mut at = self.record;
        for hop in &column.hops {
            let Some(Value::Id(id)) = at.get(hop.field.key.as_str()) else { return Value::Blank };
            let Some(next) = self.memory.by_id(hop.target.key.as_str(), *id) else { return Value::Blank };
            at = next;
        }
        let whole = at.get(column.field.key.as_str()).cloned().unwrap_or_default();
        part(whole, column.part)
    }

    fn exists(&self, entity: &Arc<Entity>, via: &Arc<Field>, condition: &Condition) -> bool {
        let here = Some(&self.record["id"]);
        let referring = self.memory.records[entity.key.as_str()].iter();
        referring
            .filter(|record| record.get(via.key.as_str()) == here)
            .any(|record| matches(condition, &One { memory: self.memory, record }))
    }

    fn number(&self) -> i64 {
        0
    }

    fn shared(&self, _: &Share) -> bool {
        false
    }
}

fn part(whole: Value, part: &str) -> Value {
    let text = match (part, whole) {
        ("", whole) => return whole,
        ("__start", Value::DateRange(range)) => return Value::Date(range.start),
        ("__end", Value::DateRange(range)) => return Value::Date(range.end),
        ("__lat", Value::GeoPoint(point)) => return Value::Decimal(point.lat),
        ("__lng", Value::GeoPoint(point)) => return Value::Decimal(point.lng),
        ("__accuracy", Value::GeoPoint(point)) => {
            return point.accuracy.map_or(Value::Blank, Value::Integer);
        }
        ("__name", Value::GeoPoint(point)) => point.name,
        ("__currency", Value::Money(money)) => money.code().to_owned(),
        (part, Value::Address(address)) => {
            let parts = address.parts();
            let found = parts.iter().find(|(name, _)| part.strip_prefix("__") == Some(*name));
            found.expect("a part of an address").1.to_owned()
        }
        _ => return Value::Blank,
    };
    if text.is_empty() { Value::Blank } else { Value::Text(text) }
}
