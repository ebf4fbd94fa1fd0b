//! The one spelling of a definition: keys in the order of the types that read it, defaults left out.
//!
//! Shape:  JSON → JSON → text. Two definitions that mean the same have the same text, so that folders diff and merge
//!         line by line.
//! Source: DESIGN §4 "defaults are omitted on write".

use engine_core::{
    definition::{AppDocument, DefinitionKind, ExtensionDocument, OptionSetDocument},
    entity::EntityDocument,
    policy::RoleDocument,
    view::ViewDocument,
};
use engine_forms::definition::FormDocument;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

/// The one spelling; a definition that no type reads stays as it is.
pub fn canonical(kind: DefinitionKind, body: &Json) -> Json {
    let spelled = match kind {
        DefinitionKind::App => again::<AppDocument>(body),
        DefinitionKind::OptionSet => again::<OptionSetDocument>(body),
        DefinitionKind::Entity => again::<EntityDocument>(body),
        DefinitionKind::Extension => again::<ExtensionDocument>(body),
        DefinitionKind::View => again::<ViewDocument>(body),
        DefinitionKind::Form => again::<FormDocument>(body),
        DefinitionKind::Role => again::<RoleDocument>(body),
    };
    spelled.unwrap_or_else(|| body.clone())
}

fn again<T: DeserializeOwned + Serialize>(body: &Json) -> Option<Json> {
    serde_json::to_value(T::deserialize(body).ok()?).ok()
}

/// The text of a file: two spaces deep, a line break at the end.
pub fn text(body: &Json) -> String {
    format!("{body:#}\n")
}
