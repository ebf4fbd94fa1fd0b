//! The JSON Schema of a field: the author's keywords and the kind's, both of which must hold.

use serde_json::{Map, Value as Json, json};

use super::Kind;
use crate::entity::Field;

/// The schema that a normalised value of the field satisfies. Where both the author and the kind say something, the
/// kind's word already is the tighter one (lengths, bounds), or the author's is added under `allOf` (patterns).
pub fn compile(field: &Field) -> Map<String, Json> {
    let mut schema = field.kind.rules().schema(field);
    let mut besides = Vec::new();
    for (name, written) in &field.schema {
        match schema.get(name) {
            // The kind's own pattern says it more exactly.
            None if name == "format" && field.kind == Kind::Email => {}
            None => {
                schema.insert(name.clone(), written.clone());
            }
            Some(ours) if ours != written && matches!(name.as_str(), "pattern" | "format" | "enum") => {
                besides.push(json!({ name.as_str(): written }));
            }
            Some(_) => {}
        }
    }
    if !besides.is_empty() {
        schema.insert("allOf".into(), besides.into());
    }
    schema
}
