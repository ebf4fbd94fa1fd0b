//! The JSON of a form, as its author wrote it.
//!
//! Shape:  serde types with every unknown key refused; the meta-schema is generated from them.
//! Source: docs/spec/forms.md.

use engine_core::{
    key::{DefinitionKey, EntityKey},
    labels::Labels,
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod block;
mod public;
mod rule;

pub use block::{
    Block, Cascade, DottedPath, FieldBlock, Panel, Panels, PhoneWidth, RowLayout, Section, TextBlock, Tone,
};
pub use public::{Again, Consent, Public, Source, Unique};
pub use rule::{Check, Hidden, OptionsRule, Rule, SetRule};

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

pub(crate) fn yes() -> bool {
    true
}

/// What a form lets somebody do with a field, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormRight {
    /// It is not there.
    Hidden,
    /// It is shown.
    Readonly,
    /// It may be filled in.
    Editable,
    /// It must be filled in.
    Required,
}

impl FormRight {
    /// A right by its word.
    pub fn of(word: &str) -> Option<FormRight> {
        Some(match word {
            "hidden" => FormRight::Hidden,
            "readonly" => FormRight::Readonly,
            "editable" => FormRight::Editable,
            "required" => FormRight::Required,
            _ => return None,
        })
    }
}

/// Rights per role and per node of a workflow; what is not named is editable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// By role, then by field, or by column as `items.price`. Of several roles the widest right counts; roles that are not named see the whole form.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub roles: IndexMap<DefinitionKey, IndexMap<String, FormRight>>,
    /// By node of a workflow, then by field; never wider than the role's.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub nodes: IndexMap<DefinitionKey, IndexMap<String, FormRight>>,
}

/// A form: which fields of an entity are asked for, how they lie, and what holds between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormDocument {
    /// 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// Identity.
    pub key: DefinitionKey,
    /// Owning app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<DefinitionKey>,
    /// Whose records it makes and changes.
    pub entity: EntityKey,
    /// What people read.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// A line below the title.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub description: Labels,
    /// Whether its rules hold on every write of the entity, whoever makes it; one form of an entity at most.
    #[serde(default, skip_serializing_if = "is_default")]
    pub main: bool,
    /// Whether new records may be made with it; without it, it only changes what is there.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub creates: bool,
    /// What lies where.
    #[serde(default)]
    pub layout: Vec<Block>,
    /// When what is shown, asked for, locked, offered or set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// What must hold between fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Who sees and fills in what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rights: Rights,
    /// What the button that sends it says.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub submit: Labels,
    /// Its page for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<Public>,
}
