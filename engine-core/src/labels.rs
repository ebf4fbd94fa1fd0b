//! What a person reads, per language.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::issue::Language;

/// Texts by language tag, such as `{"zh-CN": "客户", "en": "Customer"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Labels(pub IndexMap<String, String>);

impl Labels {
    /// The text in `language`, else in any language, else `fallback`.
    pub fn get<'a>(&'a self, language: Language, fallback: &'a str) -> &'a str {
        self.0.get(language.tag()).or_else(|| self.0.values().next()).map_or(fallback, String::as_str)
    }

    /// Whether nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
