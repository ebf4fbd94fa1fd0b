//! Names that sample records have before the store gives them ids.
//!
//! Shape:  `{"$local": "customer/17"}` in the place of an id; no kind of field has such an object as its value.

use std::fmt;

use serde_json::{Value as Json, json};

use super::Values;

/// A record by its entity and number, or a person by user name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LocalName {
    /// `customer/17`
    Record {
        /// Entity key.
        entity: String,
        /// Number of the record in its entity.
        index: usize,
    },
    /// `user/xu_jing`
    User(String),
}

impl LocalName {
    /// Reads `{"$local": …}`; `None` for any other value.
    pub fn read(json: &Json) -> Option<LocalName> {
        let (entity, rest) = json.as_object()?.get("$local")?.as_str()?.split_once('/')?;
        Some(match entity {
            "user" => LocalName::User(rest.to_owned()),
            _ => LocalName::Record { entity: entity.to_owned(), index: rest.parse().ok()? },
        })
    }

    /// The value that stands in for the id.
    pub fn to_json(&self) -> Json {
        json!({ "$local": self.to_string() })
    }
}

impl fmt::Display for LocalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LocalName::Record { entity, index } => write!(f, "{entity}/{index}"),
            LocalName::User(name) => write!(f, "user/{name}"),
        }
    }
}

/// Puts ids in the place of local names, in sub-table rows too. A name that `id` does not know becomes null.
pub fn resolve(values: &mut Values, id: &impl Fn(&LocalName) -> Option<String>) {
    for value in values.values_mut() {
        resolve_value(value, id);
    }
}

fn resolve_value(value: &mut Json, id: &impl Fn(&LocalName) -> Option<String>) {
    if let Some(name) = LocalName::read(value) {
        *value = id(&name).map_or(Json::Null, Json::String);
        return;
    }
    match value {
        Json::Array(items) => items.iter_mut().for_each(|item| resolve_value(item, id)),
        Json::Object(map) => resolve(map, id),
        _ => {}
    }
}
