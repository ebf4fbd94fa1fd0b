//! A compiled form as it travels to a page: nothing is parsed, checked or ordered there again.
//!
//! Shape:  entities, then the form's parts as lists ([`engine_core::packed`]); columns through links go by their paths,
//!         the order with the places of who reads each node behind it.
//! Errors: a form of another [`FORMAT`] is none.
//! Source: docs/adr/0016-give-the-page-a-compiled-form.md.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    entity::Entity,
    key::EntityKey,
    labels::Labels,
    packed,
    packed::{FORMAT, Packed, parts},
    plan::Entities,
};
use serde_json::Value as Json;

use crate::{
    definition::{FormDocument, Hidden, Rights},
    form::{Check, CompiledForm, Group, Reach, RowBounds, Rule, Scope, Slot},
};

mod condition;
mod order;
mod slot;

use slot::Known;

packed!(Reach { show, hide });
packed!(RowBounds { least, most, add, remove });
packed!(Group { key, parent, reach, lock });
packed!(Rule { when });
packed!(Check { must, message, fields });

impl Packed for Hidden {
    fn pack(&self) -> Json {
        (*self as usize).pack()
    }

    fn unpack(json: &Json) -> Option<Hidden> {
        [Hidden::Keep, Hidden::Clear, Hidden::ClearAtOnce].get(usize::unpack(json)?).copied()
    }
}

impl Scope {
    fn pack(&self) -> Json {
        let slots = self.slots.iter().map(Slot::pack).collect();
        let mut columns: Vec<String> = self.columns.keys().cloned().collect();
        columns.sort_unstable();
        let (entity, table) = (self.entity.key.pack(), self.table.pack());
        Json::Array(vec![entity, table, slots, columns.pack(), self.rules.pack(), self.checks.pack()])
    }

    fn unpack(json: &Json, entities: &Travelled) -> Option<Scope> {
        let mut parts = parts(json)?;
        let entity = entities.entity(parts.json()?.as_str()?)?;
        let mut scope = Scope::new(&entity, parts.next()?);
        let known = Known { entities, entity: &entity };
        let slots = parts.json()?.as_array()?.iter().zip(&scope.slots);
        scope.slots =
            slots.map(|(json, slot)| Slot::unpack(json, &slot.field, &known)).collect::<Option<_>>()?;
        let columns: Vec<String> = parts.next()?;
        let column = |path: String| known.column(&path).map(|column| (path, column));
        scope.columns = columns.into_iter().map(column).collect::<Option<_>>()?;
        scope.rules = parts.next()?;
        scope.checks = parts.next()?;
        Some(scope)
    }
}

impl CompiledForm {
    /// As JSON that [`CompiledForm::unpack`] reads.
    pub(crate) fn pack(&self) -> Json {
        let own = self.scopes.iter().map(|scope| &scope.entity);
        let mut entities: Vec<&Arc<Entity>> = own.chain(self.reached.values()).collect();
        entities.sort_by(|a, b| a.key.cmp(&b.key));
        entities.dedup_by(|a, b| a.key == b.key);
        Json::Array(vec![
            FORMAT.pack(),
            self.document.key.as_str().to_owned().pack(),
            entities.into_iter().map(Packed::pack).collect(),
            self.scopes.iter().map(Scope::pack).collect(),
            self.groups.pack(),
            self.order.pack(),
        ])
    }

    /// A form that was packed; it knows nothing of its layout and of what people read.
    pub fn unpack(json: &Json) -> Option<CompiledForm> {
        let mut parts = parts(json)?;
        if parts.next::<u32>()? != FORMAT {
            return None;
        }
        let key: String = parts.next()?;
        let entities: Vec<Arc<Entity>> = parts.next()?;
        let entities = Travelled(entities.into_iter().map(|entity| (entity.key.clone(), entity)).collect());
        let scopes = parts.json()?.as_array()?.iter().map(|json| Scope::unpack(json, &entities));
        let scopes: Vec<Scope> = scopes.collect::<Option<_>>()?;
        let entity = scopes.first()?.entity.clone();
        Some(CompiledForm {
            document: nothing_said(&key, &entity.key)?,
            entity,
            scopes,
            groups: parts.next()?,
            order: parts.next()?,
            reached: entities.0,
            uses: Vec::new(),
        })
    }
}

fn nothing_said(key: &str, entity: &EntityKey) -> Option<FormDocument> {
    Some(FormDocument {
        format: 1,
        key: engine_core::key::DefinitionKey::parse(key).ok()?,
        app: None,
        entity: entity.clone(),
        labels: Labels::default(),
        description: Labels::default(),
        main: false,
        creates: true,
        layout: Vec::new(),
        rules: Vec::new(),
        checks: Vec::new(),
        rights: Rights::default(),
        submit: Labels::default(),
        public: None,
    })
}

/// Entities by key.
pub(crate) struct Travelled(pub(crate) HashMap<EntityKey, Arc<Entity>>);

impl Entities for Travelled {
    fn entity(&self, key: &str) -> Option<Arc<Entity>> {
        self.0.get(key).cloned()
    }
}
