//! What depends on what.
//!
//! Shape:  a rule holds when its condition does, and then shows, hides, asks for, locks, offers or sets; a check must
//!         hold or the form is not accepted.
//! Source: docs/spec/forms.md §3 and §4.

use engine_core::{filter::Filter, key::FieldKey, labels::Labels};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::is_default;

/// What becomes of the value of a field that is hidden, from the least to the most clearing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// It stays, counts and is sent.
    Keep,
    /// It counts as blank while hidden and is not sent; shown again, it is back.
    #[default]
    Clear,
    /// It is gone at once; shown again, the field is empty.
    ClearAtOnce,
}

/// One rule. It names at most one of `when` and `formula`; with neither it always holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Identity.
    pub key: FieldKey,
    /// What people read of it.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// A condition over fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Filter>,
    /// A formula that must yield `TRUE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4000))]
    pub formula: Option<String>,
    /// Fields and blocks that are there only while a rule that shows them holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub show: Vec<FieldKey>,
    /// Fields and blocks that are not there while it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<FieldKey>,
    /// What becomes of the values of what this rule shows or hides, while hidden.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: Hidden,
    /// Fields that must be filled in while it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<FieldKey>,
    /// Fields and blocks that nobody changes while it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readonly: Vec<FieldKey>,
    /// Choices that are offered while it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionsRule>,
    /// Values that are given while it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<SetRule>,
}

/// The choices of a field, narrowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionsRule {
    /// Which field.
    pub field: FieldKey,
    /// Keys of the options that stay; of several rules what all leave stays.
    pub only: Vec<String>,
}

/// A value that a rule gives: `value` as JSON of the field's kind, or `formula`; with neither, blank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    /// Which field.
    pub field: FieldKey,
    /// As JSON of the field's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
    /// Computed from other fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4000))]
    pub formula: Option<String>,
}

/// What must hold between fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Identity.
    pub key: FieldKey,
    /// A condition over fields; exactly one of this and `formula`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must: Option<Filter>,
    /// A formula that must not yield `FALSE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4000))]
    pub formula: Option<String>,
    /// What to do about it, told beside the fields.
    pub message: Labels,
    /// The fields it is told beside; told on top of the form when none is named or shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldKey>,
}
