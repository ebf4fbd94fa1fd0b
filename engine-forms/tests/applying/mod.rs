//! A patch put into the evaluation before it, as a page does.
//!
//! Source: docs/spec/forms.md §5; `designer-web/src/engine/patch.ts`.

use serde_json::{Map, Value as Json};

/// Evaluation × patch → evaluation.
pub(crate) fn apply(told: &mut Json, patch: &Json) {
    told["cleared"] = Json::Array(Vec::new());
    for (table, splice) in patch["rows"].as_object().into_iter().flatten() {
        let place = |name: &str| usize::try_from(splice[name].as_u64().expect("a place")).expect("small");
        let mut rows = told["values"][table].as_array().cloned().unwrap_or_default();
        let put = splice["put"].as_array().expect("rows").clone();
        rows.splice(place("at")..place("at") + place("gone"), put);
        told["values"][table] = if rows.is_empty() { Json::Null } else { rows.into() };
    }
    for (place, value) in patch["values"].as_object().into_iter().flatten() {
        match place.split('/').collect::<Vec<_>>()[..] {
            [key] => told["values"][key] = value.clone(),
            [table, row, field] => {
                let row: usize = row.parse().expect("a place");
                told["values"][table][row][field] = value.clone();
            }
            _ => panic!("{place} is no place"),
        }
    }
    for name in ["visible", "required", "readonly", "options"] {
        let states = told[name].as_object_mut().expect("states");
        for (key, state) in patch[name].as_object().into_iter().flatten() {
            if state.is_null() {
                states.remove(key);
            } else {
                states.insert(key.clone(), state.clone());
            }
        }
    }
    for name in ["issues", "stray", "cleared", "set", "wanted"] {
        if let Some(list) = patch.get(name) {
            told[name] = list.clone();
        }
    }
}

/// Objects in the order of their keys; a value that is blank and one that is not told are one to a page.
pub(crate) fn sorted(json: &Json) -> Json {
    match json {
        Json::Object(map) => {
            let mut entries: Vec<(String, Json)> =
                map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), sorted(v))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(Map::from_iter(entries))
        }
        Json::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
