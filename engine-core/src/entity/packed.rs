//! Entities and fields as a page knows them.
//!
//! Shape:  what evaluating reads of a field, and no more; what people read of it stays in the documents. Derived fields
//!         have their result beside them.

use std::sync::Arc;

use super::{ChoiceOption, Entity, Field, parse::local_app, system::plain};
use crate::{key::EntityKey, packed, packed::Packed};

packed!(ChoiceOption { key, labels, parent, active } with ChoiceOption {
    key: String::new(),
    labels: crate::labels::Labels::default(),
    parent: None,
    color: None,
    synonyms: Vec::new(),
    active: true,
});

packed!(Field {
    key, kind, required, min, max, scale, options, leaf_only, target, via, pattern, max_size, most, types, default, schema,
    result, currency,
} with plain());

impl Packed for [u8; 3] {
    fn pack(&self) -> serde_json::Value {
        String::from_utf8_lossy(self).into_owned().pack()
    }

    fn unpack(json: &serde_json::Value) -> Option<[u8; 3]> {
        json.as_str()?.as_bytes().try_into().ok()
    }
}

impl Packed for Entity {
    fn pack(&self) -> serde_json::Value {
        let fields: Vec<Arc<Field>> = self.fields.values().cloned().collect();
        (self.key.clone(), (self.parent.clone(), fields)).pack()
    }

    fn unpack(json: &serde_json::Value) -> Option<Entity> {
        let (key, (parent, fields)): (EntityKey, (Option<EntityKey>, Vec<Arc<Field>>)) =
            Packed::unpack(json)?;
        Some(Entity {
            app: local_app(),
            key,
            labels: crate::labels::Labels::default(),
            title: None,
            icon: None,
            indexes: Vec::new(),
            duplicate: None,
            groups: Vec::new(),
            parent,
            key_fields: Vec::new(),
            owner: false,
            fields: fields.into_iter().map(|field| (field.key.clone(), field)).collect(),
            conditions: serde_json::Map::new(),
        })
    }
}
