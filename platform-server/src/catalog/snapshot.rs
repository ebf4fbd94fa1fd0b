//! The published whole at one moment.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use engine_core::{
    definition::{AppDocument, DefinitionKind, OptionSetDocument},
    entity::Entity,
    key::{DefinitionKey, EntityKey},
    plan::Entities,
    policy::RoleDocument,
    view::ViewDocument,
};
use engine_forms::CompiledForm;

use super::{Compiled, Computing, Document};

/// Everything published, parsed and checked.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Counts publishes; part of every cache key.
    pub epoch: i64,
    /// The documents it was made of.
    pub documents: BTreeMap<(DefinitionKind, DefinitionKey), Document>,
    /// Entities, compiled.
    pub entities: HashMap<EntityKey, Arc<Compiled>>,
    /// Option sets.
    pub option_sets: HashMap<DefinitionKey, OptionSetDocument>,
    /// Views, by key.
    pub views: BTreeMap<DefinitionKey, ViewDocument>,
    /// Forms, by key.
    pub forms: BTreeMap<DefinitionKey, Arc<CompiledForm>>,
    /// What of an entity's main form holds on every write, by entity.
    pub held: HashMap<EntityKey, Arc<CompiledForm>>,
    /// Roles, by key.
    pub roles: BTreeMap<DefinitionKey, RoleDocument>,
    /// Apps, by key.
    pub apps: BTreeMap<DefinitionKey, AppDocument>,
    /// What is being computed anew, and what rests on it.
    pub computing: Computing,
}

impl Snapshot {
    /// A compiled entity.
    pub fn compiled(&self, key: &str) -> Option<&Arc<Compiled>> {
        self.entities.get(key)
    }
}

impl Entities for Snapshot {
    fn entity(&self, key: &str) -> Option<Arc<Entity>> {
        self.entities.get(key).map(|c| c.entity.clone())
    }
}
