//! What evaluating a form yields.
//!
//! Shape:  `{values, visible, required, readonly, options, issues, stray, cleared, wanted}`. Fields and blocks go by key,
//!         columns of sub-tables as `items.price`, a cell that differs from its column as `items/3/price`.
//! Source: docs/spec/forms.md §5.

use engine_core::{
    issue::{Issue, Language},
    key::EntityKey,
};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// What evaluating a form yields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// The record that would be stored, as the API shows it; `null` for blank, what is refused as it was written.
    pub values: Map<String, Json>,
    /// Whether a field or block is there.
    pub visible: IndexMap<String, bool>,
    /// Whether a field must be filled in.
    pub required: IndexMap<String, bool>,
    /// Whether nobody may change a field now.
    pub readonly: IndexMap<String, bool>,
    /// The keys of the options that are offered, of fields whose options are narrowed.
    pub options: IndexMap<String, Vec<String>>,
    /// What is wrong with the values.
    pub issues: Vec<Issue>,
    /// What was answered that nobody asked for; a submission with any of it is refused.
    pub stray: Vec<Issue>,
    /// Answers that are to be forgotten.
    pub cleared: Vec<String>,
    /// Fields that a rule gave their value.
    pub set: Vec<String>,
    /// Linked records that must be known before the rest can be told.
    pub wanted: Vec<(EntityKey, Uuid)>,
}

impl Evaluation {
    /// The JSON form.
    pub fn to_json(&self, language: Language) -> Json {
        let issues = |list: &[Issue]| list.iter().map(|issue| issue.to_json(language)).collect::<Vec<_>>();
        json!({
            "values": self.values,
            "visible": self.visible,
            "required": self.required,
            "readonly": self.readonly,
            "options": self.options,
            "issues": issues(&self.issues),
            "stray": issues(&self.stray),
            "cleared": self.cleared,
            "set": self.set,
            "wanted": self.wanted.iter().map(|(entity, id)| json!({ "entity": entity, "id": id })).collect::<Vec<_>>(),
        })
    }
}
