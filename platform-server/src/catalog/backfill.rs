//! What stored records must have computed anew when a publish changes how values are derived.
//!
//! Shape:  two snapshots → per entity a [`Work`], and everything that rests on it: until the work is done, readers are
//!         told that these fields are being computed instead of being shown half of them.
//! Source: DESIGN §4 "Publishing an entity expands"; docs/adr/0008-compute-anew-in-chunks.md.

use std::collections::{BTreeMap, BTreeSet};

use engine_core::{
    entity::{Entity, Field},
    filter::Filter,
    kinds::Kind,
    plan::{Column, shape},
};
use serde::{Deserialize, Serialize};

use super::{Compiled, Snapshot};

/// Fields by entity.
pub(super) type Fields = BTreeMap<String, BTreeSet<String>>;

/// What is computed anew for the records of one entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Formulas, roll-ups, auto-numbers, and sub-tables whose rows have formulas.
    pub fields: BTreeSet<String>,
    /// Whether the keys of the duplicate rule are.
    pub duplicates: bool,
    /// Whether the words are that records are found under.
    pub words: bool,
    /// Everything that rests on these fields, here and in other entities.
    pub(super) unsure: Fields,
}

impl Work {
    /// Whether there is anything to do.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && !self.duplicates && !self.words
    }

    /// Both.
    pub fn merge(&mut self, other: Work) {
        self.fields.extend(other.fields);
        self.duplicates |= other.duplicates;
        self.words |= other.words;
        for (entity, fields) in other.unsure {
            self.unsure.entry(entity).or_default().extend(fields);
        }
    }
}

/// What readers may not rely on at a moment.
#[derive(Clone, Debug, Default)]
pub struct Computing {
    /// Fields that are being computed.
    pub(super) fields: Fields,
    /// Entities whose duplicates are not all found yet.
    pub duplicates: BTreeSet<String>,
}

impl Computing {
    /// Whether a field is being computed.
    pub fn field(&self, entity: &str, field: &str) -> bool {
        self.fields.get(entity).is_some_and(|fields| fields.contains(field))
    }

    /// Every field that is being computed, with its entity.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .flat_map(|(entity, fields)| fields.iter().map(move |f| (entity.as_str(), f.as_str())))
    }

    /// Whether a column is.
    pub fn column(&self, column: &Column) -> bool {
        self.field(column.entity.key.as_str(), column.field.key.as_str())
    }
}

/// The work of a publish, by entity.
pub(super) fn needed(current: &Snapshot, next: &Snapshot) -> BTreeMap<String, Work> {
    let mut works: BTreeMap<String, Work> = BTreeMap::new();
    for (key, compiled) in &next.entities {
        let before = current.compiled(key.as_str()).map(|c| c.entity.as_ref());
        let owner = compiled.entity.parent.as_ref();
        for field in compiled.entity.fields.values().filter(|f| derived(f) && changed(before, f)) {
            match owner {
                None => {
                    works.entry(key.to_string()).or_default().fields.insert(field.key.to_string());
                }
                Some(owner) => rows_of(next, owner.as_str(), key.as_str(), &mut works),
            }
        }
        if owner.is_none() {
            let rule = |e: &Entity| e.duplicate.as_ref().map(|d| d.matches.clone());
            let searched = |e: &Entity| -> BTreeSet<String> {
                e.fields.values().filter(|f| f.search).map(|f| f.key.to_string()).collect()
            };
            let work = works.entry(key.to_string()).or_default();
            let now = compiled.entity.as_ref();
            work.duplicates = rule(now).is_some() && before.and_then(rule) != rule(now);
            work.words = !searched(now).is_empty() && before.map(searched) != Some(searched(now));
        }
    }
    works.retain(|_, work| !work.is_empty());
    for (entity, work) in &mut works {
        work.unsure = rests_on(next, entity, &work.fields);
        work.fields.extend(work.unsure.get(entity).cloned().unwrap_or_default());
    }
    works
}

/// Marks the sub-table of an entity whose rows have a formula that changed.
fn rows_of(next: &Snapshot, owner: &str, rows: &str, works: &mut BTreeMap<String, Work>) {
    let Some(owner) = next.compiled(owner) else { return };
    let tables = owner.rows.iter().filter(|(_, entity)| entity.key.as_str() == rows);
    let work = works.entry(owner.entity.key.to_string()).or_default();
    work.fields.extend(tables.map(|(field, _)| field.key.to_string()));
}

/// Whether a value is worked out when a record is written, and kept.
fn derived(field: &Field) -> bool {
    match field.kind {
        Kind::Formula => !field.volatile,
        Kind::RollUp | Kind::AutoNumber => true,
        _ => false,
    }
}

fn changed(before: Option<&Entity>, now: &Field) -> bool {
    let Some(was) = before.and_then(|entity| entity.own_field(now.key.as_str())) else { return true };
    match now.kind {
        Kind::AutoNumber => false,
        Kind::Formula => was.formula != now.formula || was.volatile || shape(was).scale != shape(now).scale,
        _ => {
            was.target != now.target
                || was.via != now.via
                || was.measure != now.measure
                || was.filter != now.filter
        }
    }
}

/// Some fields and all that is computed from them.
fn rests_on(next: &Snapshot, entity: &str, fields: &BTreeSet<String>) -> Fields {
    let mut unsure = Fields::from([(entity.to_owned(), fields.clone())]);
    loop {
        let mut more = Vec::new();
        for (key, known) in &unsure {
            let Some(compiled) = next.compiled(key) else { continue };
            more.extend(formulas_over(compiled, known).map(|field| (key.clone(), field)));
            more.extend(roll_ups_over(compiled, known));
        }
        let size = |fields: &Fields| fields.values().map(BTreeSet::len).sum::<usize>();
        let before = size(&unsure);
        for (key, field) in more {
            unsure.entry(key).or_default().insert(field);
        }
        if size(&unsure) == before {
            return unsure;
        }
    }
}

fn formulas_over<'c>(compiled: &'c Compiled, known: &'c BTreeSet<String>) -> impl Iterator<Item = String> {
    let reads = |f: &&super::CompiledFormula| f.reads.iter().any(|read| known.contains(read));
    compiled.formulas.iter().filter(reads).map(|f| f.field.key.to_string()).collect::<Vec<_>>().into_iter()
}

/// The roll-ups of other entities that count by some fields of this one.
fn roll_ups_over(compiled: &Compiled, known: &BTreeSet<String>) -> Vec<(String, String)> {
    let counts = |feed: &&super::RollUp| {
        let measured = feed.measure.field.as_ref().is_some_and(|field| known.contains(field.as_str()));
        measured || feed.filter.as_ref().is_some_and(|filter| names_any(filter, known))
    };
    let named = |feed: &super::RollUp| (feed.parent.key.to_string(), feed.field.key.to_string());
    compiled.feeds.iter().filter(counts).map(named).collect()
}

fn names_any(filter: &Filter, known: &BTreeSet<String>) -> bool {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().any(|f| names_any(f, known)),
        Filter::Not(inner) => names_any(inner, known),
        Filter::Compare { field, .. } => field.0.first().is_some_and(|key| known.contains(key.as_str())),
        Filter::Exists { .. } => false,
    }
}
