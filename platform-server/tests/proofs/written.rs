//! Filters by chance, over the whole grammar of docs/spec/filters.md.

use std::sync::Arc;

use engine_core::{
    entity::Entity,
    filter::{Operator, Path},
    key::SYSTEM_FIELDS,
    kinds::{Kind, Storage},
    plan::{Column, Entities},
};
use formwork_tests::Chance;
use serde_json::{Map, Value as Json, json};

use crate::words;

/// Deepest nesting; the limit of the language is tested where it is parsed.
const DEEPEST: usize = 4;

/// Writes filters over published entities.
pub(crate) struct Writer<'a> {
    /// What is published.
    pub(crate) entities: &'a dyn Entities,
    /// References to an entity, from which `exists` may look: entity and field.
    pub(crate) referrers: fn(&str) -> &'static [(&'static str, &'static str)],
    /// Chance.
    pub(crate) chance: Chance,
    /// Whether now and then something is written that must be refused.
    pub(crate) careless: bool,
}

impl Writer<'_> {
    /// A filter over an entity.
    pub(crate) fn filter(&mut self, entity: &Arc<Entity>) -> Json {
        self.at_depth(entity, 0)
    }

    fn at_depth(&mut self, entity: &Arc<Entity>, depth: usize) -> Json {
        let children = (self.referrers)(entity.key.as_str());
        match self.chance.below(if depth < DEEPEST { 12 } else { 6 }) {
            6 => json!({ "and": self.list(entity, depth) }),
            7 => json!({ "or": self.list(entity, depth) }),
            8 => json!({ "not": self.at_depth(entity, depth + 1) }),
            9 if !children.is_empty() => {
                let (child, via) = *self.chance.pick(children);
                let child = self.entities.entity(child).expect("a published entity");
                json!({ "exists": { "entity": child.key, "via": via, "filter": self.at_depth(&child, depth + 1) } })
            }
            10 if self.chance.once_in(3) => json!({}),
            _ => self.comparison(entity),
        }
    }

    fn list(&mut self, entity: &Arc<Entity>, depth: usize) -> Vec<Json> {
        (0..self.chance.below(4)).map(|_| self.at_depth(entity, depth + 1)).collect()
    }

    fn comparison(&mut self, entity: &Arc<Entity>) -> Json {
        let path = self.path(entity, 0);
        let parsed = Path::parse(&path).expect("a path");
        let column = Column::resolve(self.entities, entity, &parsed).expect("a column");
        let shape = column.shape();
        let (kind, target) = match shape.target.as_ref() {
            _ if !column.part.is_empty() => (column.compared(), ""),
            Some(target) => (shape.kind, target.as_str()),
            None => (shape.kind, column.entity.key.as_str()),
        };
        let legal = kind.rules().operators();
        let careless = self.careless && self.chance.once_in(25);
        let op = *self.chance.pick(if careless { &Operator::ALL } else { legal });
        let kind = if self.careless && self.chance.once_in(40) { *self.chance.pick(Kind::ALL) } else { kind };
        let mut filter = Map::new();
        filter.insert("field".into(), path.into());
        filter.insert("op".into(), op.word().into());
        if let Some(value) = self.value(op, kind, target) {
            filter.insert("value".into(), value);
        }
        Json::Object(filter)
    }

    /// A field, through references as often as they allow it.
    fn path(&mut self, entity: &Arc<Entity>, hops: usize) -> String {
        let own: Vec<&str> = entity.fields.keys().map(|key| key.as_str()).collect();
        let system: Vec<&str> = SYSTEM_FIELDS.iter().copied().filter(|key| *key != "deleted_at").collect();
        let key = *self.chance.pick(if self.chance.clone().once_in(6) { &system } else { &own });
        let field = entity.field(key).expect("a field").clone();
        let parts: Vec<&str> = match field.kind.rules().storage() {
            Storage::Columns(parts) => {
                parts.iter().filter_map(|(suffix, _)| suffix.strip_prefix("__")).collect()
            }
            _ => Vec::new(),
        };
        if !parts.is_empty() && self.chance.once_in(2) {
            return format!("{key}.{}", self.chance.pick(&parts));
        }
        match (&field.kind, &field.target) {
            (Kind::Reference, Some(target)) if hops < 3 && !self.chance.once_in(3) => {
                let target = self.entities.entity(target.as_str()).expect("a published entity");
                format!("{key}.{}", self.path(&target, hops + 1))
            }
            _ => key.to_owned(),
        }
    }

    fn value(&mut self, op: Operator, kind: Kind, target: &str) -> Option<Json> {
        let one = |chance: &mut Chance| words::asked(chance, kind, target);
        Some(match op {
            Operator::IsEmpty | Operator::IsNotEmpty => return None,
            Operator::Between => json!([one(&mut self.chance), one(&mut self.chance)]),
            Operator::In | Operator::NotIn | Operator::HasAny | Operator::HasAll => {
                match (kind, self.chance.below(6)) {
                    (Kind::Department, 0) => json!({ "me": "department_tree" }),
                    (Kind::User, 0) => json!([{ "me": "id" }, "@user:1"]),
                    _ => words::several(&mut self.chance, 4, one).into(),
                }
            }
            _ => one(&mut self.chance),
        })
    }
}

/// Who refers to what in the specimen.
pub(crate) fn referrers(entity: &str) -> &'static [(&'static str, &'static str)] {
    match entity {
        "specimen" => &[("visit", "about")],
        "place" => &[("specimen", "place")],
        _ => &[],
    }
}
