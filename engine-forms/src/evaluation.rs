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
    /// What rules set of fields that are hidden from the caller: it is stored with the values, and told nobody.
    pub concealed: Map<String, Json>,
}

impl Evaluation {
    /// The JSON form.
    pub fn to_json(&self, language: Language) -> Json {
        let mut map = Map::new();
        map.insert("values".into(), Json::Object(self.values.clone()));
        map.insert("visible".into(), json!(self.visible));
        map.insert("required".into(), json!(self.required));
        map.insert("readonly".into(), json!(self.readonly));
        map.insert("options".into(), json!(self.options));
        map.extend(self.lists(language));
        Json::Object(map)
    }

    /// What another part tells, behind what this one does.
    pub(crate) fn add(&mut self, other: &Evaluation) {
        let map = |map: &IndexMap<String, bool>| map.clone().into_iter();
        self.values.extend(other.values.clone());
        self.visible.extend(map(&other.visible));
        self.required.extend(map(&other.required));
        self.readonly.extend(map(&other.readonly));
        self.options.extend(other.options.clone());
        self.add_lists(other);
    }

    /// The same of the lists alone.
    pub(crate) fn add_lists(&mut self, other: &Evaluation) {
        self.issues.extend_from_slice(&other.issues);
        self.stray.extend_from_slice(&other.stray);
        self.cleared.extend_from_slice(&other.cleared);
        self.set.extend_from_slice(&other.set);
    }

    /// The lists of the JSON form.
    pub(crate) fn lists(&self, language: Language) -> Map<String, Json> {
        let issues = |list: &[Issue]| Json::Array(list.iter().map(|issue| issue.to_json(language)).collect());
        let wanted = self.wanted.iter().map(|(entity, id)| json!({ "entity": entity, "id": id }));
        let mut map = Map::new();
        map.insert("issues".into(), issues(&self.issues));
        map.insert("stray".into(), issues(&self.stray));
        map.insert("cleared".into(), json!(self.cleared));
        map.insert("set".into(), json!(self.set));
        map.insert("wanted".into(), wanted.collect());
        map
    }
}
