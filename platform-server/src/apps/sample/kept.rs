//! Records made so far, hidden values included, for the steps that refer to them.

use std::collections::HashMap;

use super::{LocalName, Values};

/// Records by entity, and the children of each by reference field.
#[derive(Default)]
pub(super) struct Kept {
    records: HashMap<String, Vec<Values>>,
    children: HashMap<(String, String), Vec<Vec<usize>>>,
}

impl Kept {
    /// All records of an entity.
    pub(super) fn records(&self, entity: &str) -> &[Values] {
        self.records.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The record behind a name.
    pub(super) fn record(&self, name: &LocalName) -> Option<&Values> {
        match name {
            LocalName::Record { entity, index } => self.records(entity).get(*index),
            LocalName::User(_) => None,
        }
    }

    /// Numbers of the records of `entity` whose field `via` names record `parent`.
    pub(super) fn children(&self, entity: &str, via: &str, parent: usize) -> &[usize] {
        let by_parent = self.children.get(&(entity.to_owned(), via.to_owned()));
        by_parent.and_then(|all| all.get(parent)).map_or(&[], Vec::as_slice)
    }

    /// Adds the records of a step and finds out whose children they are.
    pub(super) fn add(&mut self, entity: &str, records: Vec<Values>) {
        let start = self.records(entity).len();
        for (offset, record) in records.iter().enumerate() {
            for (field, value) in record {
                if let Some(LocalName::Record { index, .. }) = LocalName::read(value) {
                    let by_parent = self.children.entry((entity.to_owned(), field.clone())).or_default();
                    if by_parent.len() <= index {
                        by_parent.resize(index + 1, Vec::new());
                    }
                    by_parent[index].push(start + offset);
                }
            }
        }
        self.records.entry(entity.to_owned()).or_default().extend(records);
    }
}
