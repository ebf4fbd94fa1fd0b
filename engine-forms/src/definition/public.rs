//! The page of a form for everybody.
//!
//! Units:  moments are RFC 3339; counts are submissions.
//! Source: docs/spec/forms.md §8.

use engine_core::{filter::Filter, key::FieldKey, labels::Labels};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{is_default, yes};

/// Who may send a form without signing in, how often, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Public {
    /// Its address below `/f/`.
    #[schemars(regex(pattern = "^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"))]
    pub slug: String,
    /// From when on it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    pub opens_at: Option<String>,
    /// Until when it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    pub closes_at: Option<String>,
    /// Most submissions in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub most: Option<u32>,
    /// Most submissions of one device in 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub most_per_device: Option<u32>,
    /// Most submissions from one address (of IPv6: its /64) in a minute; 60 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub most_per_address: Option<u32>,
    /// Fields whose value was sent before, by anybody through this form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Unique>,
    /// Whether the sender's device must do a little work first, which bots do not like.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub captcha: bool,
    /// What the sender agrees to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// What the sender reads afterwards.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub thanks: Labels,
    /// Fields that the address may fill in, by their key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefill: Vec<FieldKey>,
    /// Parameters of the address that are kept in fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Submissions that a person looks at before they become records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Filter>,
    /// Whether what looks like nonsense is held back, too: telephone numbers of one digit, addresses at test domains.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub hold_nonsense: bool,
    /// Sites that may show the form in a frame; `*` for all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub frames: Vec<String>,
}

/// A field whose value is not expected twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Which.
    pub field: FieldKey,
    /// What the sender is told who is refused.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub message: Labels,
    /// What becomes of a value that was sent before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub again: Again,
}

/// What becomes of a value that was sent before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// The sender is told, and nothing is taken.
    #[default]
    Refuse,
    /// A person looks at it first.
    Hold,
    /// It becomes a record, and the submission is marked.
    Take,
}

/// What the sender agrees to; text and moment are kept with the submission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The sentence beside the box.
    pub labels: Labels,
    /// Where the whole text is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
}

/// A parameter of the address that is kept in a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The parameter, such as `utm_source`.
    #[schemars(length(min = 1, max = 64))]
    pub parameter: String,
    /// The field that keeps it.
    pub field: FieldKey,
}
