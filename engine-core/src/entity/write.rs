//! Entity → document: the fields that somebody may know, with what derived ones yield beside them.
//!
//! Shape:  `{"document": entity document, "results": {field: property document}}`; reading it again gives an entity whose
//!         kept fields mean the same. Extensions, option sets and the classes of patterns are written out.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::{pattern, reading};

use super::{Entity, EntityDocument, Field, FieldAnnotation, PropertyDocument, parse_fields};

/// An entity as it travels to a form elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Excerpt {
    document: Json,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    results: IndexMap<String, PropertyDocument>,
}

impl Excerpt {
    /// Takes the fields of an entity that `keep` names.
    pub fn of(entity: &Entity, keep: impl Fn(&Field) -> bool) -> Excerpt {
        let kept = || entity.fields.values().filter(|field| keep(field));
        let properties: Map<String, Json> =
            kept().map(|field| (field.key.to_string(), property(field))).collect();
        let required: Vec<&str> =
            kept().filter(|field| field.required).map(|field| field.key.as_str()).collect();
        let mut document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "x-entity": { "format": 1, "key": entity.key, "app": entity.app, "labels": entity.labels },
            "properties": properties,
            "required": required,
        });
        if let Some(parent) = &entity.parent {
            document["x-entity"]["parent"] = json!(parent);
        }
        if let Some(title) = entity.title.as_ref().filter(|title| properties_hold(&document, title.as_str()))
        {
            document["x-entity"]["title"] = json!(title);
        }
        let results = kept().filter_map(|field| Some((field, field.result.as_ref()?)));
        let results = results.filter_map(|(field, result)| {
            Some((field.key.to_string(), serde_json::from_value(property(result)).ok()?))
        });
        Excerpt { results: results.collect(), document }
    }

    /// Whether everything that a field says can be said in an excerpt; a pattern with word boundaries cannot.
    pub fn holds(field: &Field) -> bool {
        let pattern = field.schema.get("pattern").and_then(Json::as_str);
        pattern.is_none_or(|pattern| pattern::spelt_out(pattern).is_some())
    }

    /// The entity; absent when this is no excerpt that was taken of one.
    pub fn read(&self) -> Option<Entity> {
        let document: EntityDocument = reading::read(self.document.clone()).ok()?;
        let mut entity = super::parse::of(&document).0?;
        let results = parse_fields(&self.results, &[], &mut Vec::new());
        for (key, result) in results {
            if let Some(field) = entity.fields.get_mut(&key) {
                Arc::make_mut(field).result = Some(result);
            }
        }
        Some(entity)
    }
}

fn properties_hold(document: &Json, key: &str) -> bool {
    document["properties"].get(key).is_some()
}

/// One field as its author might have written it.
fn property(field: &Field) -> Json {
    let number = |number: &Option<rust_decimal::Decimal>| number.map(|n| Json::String(n.to_string()));
    let annotation = FieldAnnotation {
        kind: field.kind,
        labels: field.labels.clone(),
        help: field.help.clone(),
        search: false,
        mask: field.mask,
        personal: field.personal,
        min: number(&field.min),
        max: number(&field.max),
        scale: Some(field.scale),
        currency: std::str::from_utf8(&field.currency).ok().map(str::to_owned),
        options: field.options.clone(),
        option_set: None,
        leaf_only: field.leaf_only,
        max_size: field.max_size,
        most: field.most,
        types: field.types.clone(),
        target: field.target.clone(),
        on_delete: None,
        formula: field.formula.clone(),
        via: field.via.clone(),
        measure: field.measure.clone(),
        filter: None,
        pattern: field.pattern.clone(),
        reset: None,
        disclose: false,
        unique: false,
        gap_free: false,
        default: field.default.clone(),
    };
    let mut map = field.schema.clone();
    if let Some(pattern) = map.get("pattern").and_then(Json::as_str) {
        match pattern::spelt_out(pattern) {
            Some(spelt) => drop(map.insert("pattern".into(), Json::String(spelt))),
            None => drop(map.shift_remove("pattern")),
        }
    }
    map.insert("x-field".into(), serde_json::to_value(annotation).unwrap_or_default());
    Json::Object(map)
}
