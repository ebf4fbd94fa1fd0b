//! JSON that a user wrote: its kinds, and the documents of those that have no noun file of their own.
//!
//! Source: DESIGN §4, docs/spec/definitions.md.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    entity::{ChoiceOption, Group, PropertyDocument},
    key::{DefinitionKey, EntityKey, FieldKey},
    labels::Labels,
};

/// A kind of definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "docs/spec/definitions.md describes each")]
pub enum DefinitionKind {
    App,
    OptionSet,
    Entity,
    Extension,
    View,
    Form,
    Role,
}

impl DefinitionKind {
    /// Every kind, in the order in which a set is published.
    pub const ALL: [DefinitionKind; 7] = [
        DefinitionKind::App,
        DefinitionKind::OptionSet,
        DefinitionKind::Entity,
        DefinitionKind::Extension,
        DefinitionKind::View,
        DefinitionKind::Form,
        DefinitionKind::Role,
    ];

    /// The word in paths and tables.
    pub fn word(self) -> &'static str {
        match self {
            DefinitionKind::App => "app",
            DefinitionKind::OptionSet => "option_set",
            DefinitionKind::Entity => "entity",
            DefinitionKind::Extension => "extension",
            DefinitionKind::View => "view",
            DefinitionKind::Form => "form",
            DefinitionKind::Role => "role",
        }
    }

    /// The folder in an app.
    pub fn folder(self) -> &'static str {
        match self {
            DefinitionKind::App => "",
            DefinitionKind::OptionSet => "option_sets",
            DefinitionKind::Entity => "entities",
            DefinitionKind::Extension => "extensions",
            DefinitionKind::View => "views",
            DefinitionKind::Form => "forms",
            DefinitionKind::Role => "roles",
        }
    }

    /// Parses the word.
    pub fn parse(word: &str) -> Option<DefinitionKind> {
        DefinitionKind::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// An app: what it is called and what it stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "docs/spec/definitions.md describes each key")]
pub struct AppDocument {
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    pub key: DefinitionKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 40))]
    pub version: Option<String>,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub description: Labels,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<DefinitionKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub navigation: Vec<DefinitionKey>,
}

/// Fields one app adds to another's entity.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "docs/spec/definitions.md describes each key")]
pub struct ExtensionDocument {
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    pub key: DefinitionKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<DefinitionKey>,
    pub extends: EntityKey,
    #[serde(default)]
    pub properties: IndexMap<String, PropertyDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Vec<FieldKey>>,
}

/// Choices that several entities share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "docs/spec/definitions.md describes each key")]
pub struct OptionSetDocument {
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    pub key: DefinitionKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<DefinitionKey>,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub meaning: Labels,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[schemars(length(max = 5000))]
    pub options: Vec<ChoiceOption>,
}
