//! The JSON of an entity, as its author wrote it.
//!
//! Shape:  serde types with every unknown key refused; the meta-schema is generated from them.
//! Source: docs/spec/definitions.md "entity".

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    filter::Filter,
    key::{DefinitionKey, EntityKey, FieldKey},
    kinds::Kind,
    labels::Labels,
};

fn is_false(value: &bool) -> bool {
    !value
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn yes() -> bool {
    true
}

/// One choice of a choice field or option set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Identity.
    #[schemars(length(min = 1, max = 100))]
    pub key: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// The key of the option above it, in a tree of options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub parent: Option<String>,
    /// A colour name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Other words imports and people use for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// A retired choice stays on old records and cannot be chosen anew.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub active: bool,
}

/// How a masked value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// `138****1234`.
    Phone,
    /// `w***@example.com`.
    Email,
    /// First and last two characters.
    Id,
    /// First character.
    Name,
    /// `****`.
    All,
}

/// What happens to a record when the record it refers to is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// The deletion is refused.
    #[default]
    Refuse,
    /// The reference is cleared.
    Clear,
    /// The record goes too.
    WithParent,
}

/// When an auto-number starts again at one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reset {
    /// Never.
    #[default]
    Never,
    /// Each year.
    Year,
    /// Each month.
    Month,
    /// Each day.
    Day,
}

/// What an aggregate computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Records, or records in which the field is not blank.
    Count,
    /// Exact sum.
    Sum,
    /// Exact sum over count, rounded half away from zero.
    Avg,
    /// Smallest.
    Min,
    /// Largest.
    Max,
}

/// An aggregate of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What to compute.
    pub op: Aggregate,
    /// Of what; absent only for a count of records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldKey>,
}

/// What somebody without the right to see a duplicate learns of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// Nothing.
    #[default]
    Nothing,
    /// That it exists.
    Exists,
    /// That it exists, and its owner's name, masked.
    Owner,
}

/// When two records are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DuplicateRule {
    /// Any of these sets of fields whose folded values all agree and are not blank.
    #[serde(rename = "match")]
    pub matches: Vec<Vec<FieldKey>>,
    /// What somebody without the right to see it learns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub disclose: Disclosure,
}

/// A section of the generated form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Identity.
    pub key: FieldKey,
    /// What people read.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// Its fields, in order.
    pub fields: Vec<FieldKey>,
}

/// The annotation `x-field`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each key is described once, on `Field` and in docs/spec/definitions.md")]
pub struct FieldAnnotation {
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub help: Labels,
    #[serde(default, skip_serializing_if = "is_false")]
    pub search: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask: Option<Mask>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub personal: bool,
    /// A number, or its exact text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Json>,
    /// A number, or its exact text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 6))]
    pub scale: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ChoiceOption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_set: Option<DefinitionKey>,
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub leaf_only: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<EntityKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<OnDelete>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4000))]
    pub formula: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<Reset>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub disclose: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub gap_free: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
}

/// The annotation `x-entity`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each key is described once, on `Entity` and in docs/spec/definitions.md")]
pub struct EntityAnnotation {
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    pub key: EntityKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<DefinitionKey>,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub description: Labels,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<FieldKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Vec<FieldKey>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<DuplicateRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<EntityKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_fields: Vec<FieldKey>,
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub owner: bool,
}

/// The standard keywords an author may use on one field, with its annotation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(missing_docs, reason = "the keywords are those of JSON Schema 2020-12")]
pub struct PropertyDocument {
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub json_type: Option<String>,
    #[serde(rename = "const", default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<Json>,
    #[serde(rename = "enum", default, skip_serializing_if = "Option::is_none")]
    pub enumeration: Option<Vec<Json>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 500))]
    pub pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<serde_json::Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<serde_json::Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<serde_json::Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<serde_json::Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<serde_json::Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u32>,
    #[serde(rename = "x-field")]
    pub field: FieldAnnotation,
}

/// An entity as a JSON Schema document.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the keywords are those of JSON Schema 2020-12")]
pub struct EntityDocument {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub json_type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    #[serde(rename = "x-entity")]
    pub entity: EntityAnnotation,
    pub properties: IndexMap<String, PropertyDocument>,
    #[serde(rename = "if", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Json>,
    #[serde(rename = "else", default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Json>,
    #[serde(rename = "dependentRequired", default, skip_serializing_if = "Option::is_none")]
    pub dependent_required: Option<IndexMap<String, Vec<String>>>,
    #[serde(rename = "allOf", default, skip_serializing_if = "Option::is_none")]
    pub all_of: Option<Vec<Json>>,
}
