//! Entities and contexts of a test, as JSON says them.
//!
//! Shape:  a list of entity documents; `{now, zone, me, rights, base, known: [{entity, id, values}]}`, all of it optional.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::{
        Entity,
        derive::{self, Draft},
    },
    formula,
    moment::{Moment, TimeZone},
};
use engine_forms::{Context, Linked};
use serde_json::Value as Json;

/// When nothing else is said, it is this moment in Shanghai.
const NOW: &str = "2026-11-02T02:30:00Z";

/// Entities that must be sound; `place` says whose they are.
pub(crate) fn entities(json: &Json, place: &str) -> Draft {
    let mut draft = Draft::default();
    let mut issues = Vec::new();
    for document in json.as_array().expect("entities.json is a list") {
        let (entity, found) = Entity::parse(document);
        issues.extend(found);
        let entity = entity.expect("an entity");
        draft.0.insert(entity.key.clone(), Arc::new(entity));
    }
    derive::resolve(&mut draft, &mut issues);
    assert!(issues.is_empty(), "{place}: the entities are sound: {issues:?}");
    draft
}

/// What evaluating may know besides the answers.
pub(crate) fn context(json: &Json, draft: &Draft) -> Context {
    let now = Moment::parse(json["now"].as_str().unwrap_or(NOW)).expect("a moment");
    let zone = TimeZone::get(json["zone"].as_str().unwrap_or("Asia/Shanghai")).expect("a zone");
    let mut context = Context::new(formula::Context::at(now, zone));
    context.base = json["base"].as_object().cloned();
    context.viewer.id = json["me"].as_str().map(|id| id.parse().expect("an id"));
    if let Some(rights) = json.get("rights") {
        context.rights = serde_json::from_value(rights.clone()).expect("rights by field");
    }
    for known in json["known"].as_array().into_iter().flatten() {
        let entity = &draft.0[known["entity"].as_str().expect("an entity")];
        let id = known["id"].as_str().expect("an id").parse().expect("an id");
        let linked = known["values"].as_object().map_or(Linked::Nothing, |values| {
            let read = |(key, json): (&String, &Json)| {
                let field = entity.field(key).unwrap_or_else(|| panic!("no field {key}"));
                let value = field.kind.rules().read(field, json).expect("a value of the field");
                (field.key.clone(), value)
            };
            Linked::Fields(values.iter().map(read).collect::<HashMap<_, _>>())
        });
        context.known.insert((entity.key.clone(), id), linked);
    }
    context
}
