//! The description of the interface, with every published entity typed and narrowed to the caller.
//!
//! Shape:  OpenAPI 3.1 as JSON → the same with, per entity the caller may view, a schema of its records, one of what may
//!         be written, one of a change, and its own paths.

mod paths;

use engine_core::{
    issue::Language,
    plan::shape,
    policy::{Action, Right},
};
use serde_json::{Map, Value as Json, json};

use crate::{
    access::{ActionMarker, FieldRights, Gate, Permit},
    catalog::Compiled,
    identity::Actor,
};

/// The compiled schema of an entity without the fields that the caller may not see.
pub fn narrowed_schema<A: ActionMarker>(permit: &Permit<A>) -> Json {
    narrowed(permit.entity(), |key| permit.right(key) != Right::Hidden)
}

fn narrowed(compiled: &Compiled, shown: impl Fn(&str) -> bool) -> Json {
    let mut schema = compiled.schema.clone();
    let own = |key: &str| compiled.entity.own_field(key).is_some();
    let hidden: Vec<String> =
        compiled.entity.fields.keys().map(|k| k.as_str().to_owned()).filter(|k| !shown(k)).collect();
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        properties.retain(|key, _| !own(key) || shown(key));
    }
    if let Some(required) = schema.get_mut("required").and_then(Json::as_array_mut) {
        required.retain(|key| key.as_str().is_none_or(|k| !own(k) || shown(k)));
    }
    if let Some(map) = schema.as_object_mut().filter(|_| !hidden.is_empty()) {
        if ["if", "then", "else"].iter().any(|word| map.get(*word).is_some_and(|rule| names(rule, &hidden))) {
            map.retain(|key, _| !matches!(key.as_str(), "if" | "then" | "else"));
        }
        if let Some(all) = map.get_mut("allOf").and_then(Json::as_array_mut) {
            all.retain(|rule| !names(rule, &hidden));
        }
        if let Some(dependent) = map.get_mut("dependentRequired").and_then(Json::as_object_mut) {
            dependent.retain(|key, needed| !hidden.contains(key) && !names(needed, &hidden));
        }
    }
    schema
}

/// Whether a rule names a hidden field, as a property or in a list.
fn names(rule: &Json, hidden: &[String]) -> bool {
    match rule {
        Json::Object(map) => map.iter().any(|(key, inner)| hidden.contains(key) || names(inner, hidden)),
        Json::Array(all) => all.iter().any(|inner| names(inner, hidden)),
        Json::String(text) => hidden.contains(text),
        _ => false,
    }
}

/// Adds the schemas and paths of every entity the caller may view.
pub fn describe(gate: &Gate, actor: &Actor, mut document: Json) -> Json {
    let snapshot = gate.snapshot();
    let mut all: Vec<_> = snapshot.entities.values().filter(|c| c.entity.parent.is_none()).collect();
    all.sort_by(|a, b| a.entity.key.cmp(&b.entity.key));
    for compiled in all.into_iter().filter(|c| gate.may(actor, c.entity.key.as_str(), Action::View)) {
        let rights = gate.rights(actor, compiled);
        let key = compiled.entity.key.as_str();
        let mut input = narrowed(compiled, |field| rights.right(field) != Right::Hidden);
        if let Some(map) = input.as_object_mut() {
            map.shift_remove("$schema");
        }
        document["components"]["schemas"][format!("record_{key}")] = record(compiled, &rights);
        document["components"]["schemas"][format!("patch_{key}")] = patch(key, &input);
        document["components"]["schemas"][format!("write_{key}")] = input;
        for (path, item) in paths::of(compiled) {
            document["paths"][path] = item;
        }
    }
    document
}

/// A merge patch of what may be written: any of its fields, or null to clear one.
fn patch(key: &str, write: &Json) -> Json {
    let names = write["properties"].as_object().into_iter().flat_map(Map::keys);
    let properties: Map<String, Json> = names
        .map(|name| {
            let place = format!("#/components/schemas/write_{key}/properties/{name}");
            (name.clone(), json!({ "anyOf": [{ "$ref": place }, { "type": "null" }] }))
        })
        .collect();
    json!({
        "type": "object",
        "description": "A merge patch: what is absent stays, null clears",
        "properties": properties,
    })
}

/// What a record looks like when it is read.
fn record(compiled: &Compiled, rights: &FieldRights) -> Json {
    let id = json!({ "type": "string", "format": "uuid" });
    let moment = json!({ "type": "string", "format": "date-time" });
    let mut properties = Map::new();
    for (name, schema) in [
        ("id", &id),
        ("version", &json!({ "type": "integer", "minimum": 1 })),
        ("created_at", &moment),
        ("created_by", &id),
        ("updated_at", &moment),
        ("updated_by", &id),
        ("owner_id", &id),
        ("department_id", &id),
    ] {
        properties.insert(name.to_owned(), schema.clone());
    }
    for field in compiled.entity.fields.values() {
        let label = field.labels.get(Language::Chinese, field.key.as_str());
        let schema = match rights.right(field.key.as_str()) {
            Right::Hidden => continue,
            Right::Masked => json!({ "type": "string", "title": label, "description": "masked" }),
            Right::Readonly | Right::Editable => {
                let of = shape(field);
                let mut schema = of.kind.rules().schema(of);
                schema.insert("title".into(), label.into());
                Json::Object(schema)
            }
        };
        properties.insert(field.key.as_str().to_owned(), schema);
    }
    json!({
        "type": "object",
        "title": compiled.entity.labels.get(Language::Chinese, compiled.entity.key.as_str()),
        "properties": properties,
        "required": ["id", "version"],
    })
}
