//! How a folder differs from what is published.
//!
//! Shape:  per definition: only here, only there, or the places whose value differs; nothing when both are the same.

use std::collections::BTreeSet;

use engine_core::{definition::DefinitionKind, issue::token, key::DefinitionKey};
use serde_json::{Value as Json, json};

use super::{canonical::canonical, folder::file_of, read::AppFolder};
use crate::catalog::{Document, Snapshot};

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// File of the definition.
    pub file: String,
    /// Where in it; empty for the whole definition.
    pub pointer: String,
    /// What is published; nothing when it is not.
    pub published: Option<Json>,
    /// What the folder has; nothing when it does not.
    pub folder: Option<Json>,
    /// Whether the values are alike and only stand in another order.
    pub order: bool,
}

/// Longest value that is shown whole.
const SHOWN: usize = 80;

impl Difference {
    /// The difference as a line of text.
    pub fn in_words(&self) -> String {
        let Difference { file, pointer, .. } = self;
        let place = if pointer.is_empty() { file.clone() } else { format!("{file} {pointer}") };
        match (&self.published, &self.folder) {
            _ if self.order => format!("{place}: the same in another order"),
            (None, Some(_)) if pointer.is_empty() => format!("{place}: only in the folder"),
            (Some(_), None) if pointer.is_empty() => format!("{place}: only published"),
            (None, Some(new)) => format!("{place}: {} only in the folder", shown(new)),
            (Some(old), None) => format!("{place}: {} only published", shown(old)),
            (Some(old), Some(new)) => {
                format!("{place}: published {}, in the folder {}", shown(old), shown(new))
            }
            (None, None) => place,
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Json {
        let mut told = json!({ "file": self.file, "pointer": self.pointer });
        if let Some(old) = &self.published {
            told["published"] = old.clone();
        }
        if let Some(new) = &self.folder {
            told["folder"] = new.clone();
        }
        if self.order {
            told["order"] = json!(true);
        }
        told
    }
}

fn shown(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// Every difference between a folder and what is published of the same app, in the order of files.
pub fn differences(snapshot: &Snapshot, folder: &AppFolder) -> Vec<Difference> {
    let places: BTreeSet<(DefinitionKind, DefinitionKey)> = snapshot
        .documents
        .values()
        .filter(|d| d.app == folder.key)
        .chain(&folder.documents)
        .map(|d| (d.kind, d.key.clone()))
        .collect();
    let mut found = Vec::new();
    for (kind, key) in places {
        let body = |d: &Document| canonical(d.kind, &d.body);
        let old = snapshot.documents.get(&(kind, key.clone())).filter(|d| d.app == folder.key).map(body);
        let new = folder.documents.iter().find(|d| d.kind == kind && d.key == key).map(body);
        compare(&file_of(kind, key.as_str()), "", old.as_ref(), new.as_ref(), &mut found);
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

fn compare(file: &str, pointer: &str, old: Option<&Json>, new: Option<&Json>, found: &mut Vec<Difference>) {
    let mut add = |order| {
        let (published, folder) = (old.cloned(), new.cloned());
        found.push(Difference {
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            published,
            folder,
            order,
        });
    };
    match (old, new) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            if a.keys().filter(|k| b.contains_key(*k)).ne(b.keys().filter(|k| a.contains_key(*k))) {
                add(true);
            }
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let below = format!("{pointer}{}", token(key));
                compare(file, &below, a.get(key), b.get(key), found);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) if a.len() == b.len() => {
            for (index, (old, new)) in a.iter().zip(b).enumerate() {
                compare(file, &format!("{pointer}/{index}"), Some(old), Some(new), found);
            }
        }
        (old, new) if old == new => {}
        _ => add(false),
    }
}
