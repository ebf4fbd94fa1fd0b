//! The description of the interface, with every published entity typed and narrowed to the caller.

use engine_core::{policy::{Action, Right}, plan::shape};
use serde_json::{Map, Value as Json, json};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use crate::{
    access::{ActionMarker, Gate, Permit},
    identity::Actor,
};

/// The compiled schema of an entity without the fields that the caller may not see.
pub fn narrowed_schema<A: ActionMarker>(permit: &Permit<A>) -> Json {
    let mut schema = permit.entity().schema.clone();
    let hidden: Vec<String> = permit
        .entity()
        .entity
        .fields
        .keys()
        .map(|k| k.as_str().to_owned())
        .filter(|k| permit.right(k) == Right::Hidden)
        .collect();
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        properties.retain(|key, _| !hidden.contains(key));
    }
    if let Some(required) = schema.get_mut("required").and_then(Json::as_array_mut) {
        required.retain(|key| !key.as_str().is_some_and(|k| hidden.iter().any(|h| h == k)));
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

/// Adds a schema and the typed paths of every entity the caller may view.
pub fn describe(gate: &Gate, actor: &Actor, mut document: OpenApi) -> OpenApi {
    let snapshot = gate.snapshot();
    let mut keys: Vec<_> = snapshot.entities.values().filter(|c| c.entity.parent.is_none()).collect();
    keys.sort_by(|a, b| a.entity.key.cmp(&b.entity.key));
    let components = document.components.get_or_insert_default();
    for compiled in keys.into_iter().filter(|c| gate.may(actor, c.entity.key.as_str(), Action::View)) {
        let rights = gate.rights(actor, compiled);
        let mut properties = Map::new();
        for field in compiled.entity.fields.values().filter(|f| rights.right(f.key.as_str()) != Right::Hidden) {
            let of = shape(field);
            let mut schema = of.kind.rules().schema(of);
            let label = field.labels.get(engine_core::issue::Language::Chinese, field.key.as_str());
            schema.insert("title".into(), label.into());
            properties.insert(field.key.as_str().to_owned(), Json::Object(schema));
        }
        let record = json!({ "type": "object", "properties": properties });
        if let Ok(schema) = serde_json::from_value::<RefOr<Schema>>(record) {
            components.schemas.insert(format!("record_{}", compiled.entity.key), schema);
        }
    }
    document
}
