//! What evaluating a form may know of the world.
//!
//! Shape:  who asks and when, the stored record, records that are linked, and the rights on fields.

use std::collections::HashMap;

use engine_core::{
    formula,
    key::{EntityKey, FieldKey},
    plan::Viewer,
    value::Value,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::definition::FormRight;

/// What is known of a record that a form links to.
#[derive(Clone, Debug, PartialEq)]
pub enum Linked {
    /// It is not there, or may not be seen: all its fields are blank.
    Nothing,
    /// Fields of it.
    Fields(HashMap<FieldKey, Value>),
}

/// Linked records by entity and id. One that is missing here is asked for in [`crate::Evaluation::wanted`].
pub type Known = HashMap<(EntityKey, Uuid), Linked>;

/// Everything besides the answers.
#[derive(Clone, Debug)]
pub struct Context {
    /// Clock, zone and calendar of formulas.
    pub clock: formula::Context,
    /// What `me` and relative days mean in conditions.
    pub viewer: Viewer,
    /// The stored record as the API shows it; absent for a new one.
    pub base: Option<Map<String, Json>>,
    /// Linked records.
    pub known: Known,
    /// Rights on fields of the record, and on columns of sub-tables as `items.price`; what is not named is editable.
    pub rights: HashMap<String, FormRight>,
}

impl Context {
    /// Nobody in particular makes a new record.
    pub fn new(clock: formula::Context) -> Context {
        let viewer = Viewer {
            id: None,
            departments: Vec::new(),
            department_tree: Vec::new(),
            today: clock.today,
            zone: clock.zone.clone(),
            now: clock.now,
        };
        Context { clock, viewer, base: None, known: Known::new(), rights: HashMap::new() }
    }

    /// The right on a field, or on a column `table.field`.
    pub fn right(&self, path: &str) -> FormRight {
        self.rights.get(path).copied().unwrap_or(FormRight::Editable)
    }
}
