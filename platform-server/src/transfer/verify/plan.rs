//! A mapping made ready for rows.
//!
//! Shape:  `Importer` holds the columns, the rules and everything rows have in common: names resolved so far, keys seen so
//!         far, sums, counts. Rows go through it in chunks, in order.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher as _,
    sync::Arc,
};

use engine_core::{
    entity::{Entity, Field},
    key::FieldKey,
    kinds::ParseContext,
    value::Value,
};
use rust_decimal::Decimal;

use super::{
    cell::Filled,
    outcome::{Counts, RowOutcome},
};
use crate::transfer::{
    directory::Values,
    header::Header,
    mapping::{Mapping, Meanings, OnMatch},
    unknown::{Tally, Unknown},
};

/// Everything that rows of one file have in common.
pub struct Importer {
    pub(super) entity: Arc<Entity>,
    pub(super) header: Header,
    pub(super) columns: Vec<Filled>,
    pub(super) meanings: Meanings,
    /// Fields that find the record a row is about.
    pub(super) key: Vec<FieldKey>,
    /// Other sets of fields no two records may share.
    pub(super) unique: Vec<Vec<FieldKey>>,
    /// Columns of numbers, by index: their sums tell a total.
    pub(super) numeric: Vec<usize>,
    /// Mapped fields that find records and are never written.
    pub(super) computed: Vec<FieldKey>,
    /// Fields a new record must have.
    pub(super) required: Vec<Arc<Field>>,
    pub(super) on_match: OnMatch,
    pub(super) context: ParseContext,
    pub(super) seen: Seen,
    pub(super) sums: HashMap<usize, Decimal>,
    pub(super) summed: u32,
    pub(super) counts: Counts,
    pub(super) unknown: Tally,
    /// Number of the last row taken.
    pub(super) last: u32,
}

/// What a verification tells apart from its rows.
#[derive(Debug)]
pub struct Verified {
    /// Rows of each state.
    pub counts: Counts,
    /// Texts that name nothing, by field.
    pub unknown: indexmap::IndexMap<FieldKey, Vec<Unknown>>,
}

impl Importer {
    /// Makes a checked mapping ready; what [`Mapping::check`] refuses is left out.
    pub fn new(entity: &Arc<Entity>, header: &Header, mapping: &Mapping, context: ParseContext) -> Importer {
        let columns = mapping.columns.iter().flatten().filter_map(|column| {
            let field = entity.field(column.field.as_ref()?.as_str())?;
            let name = header.names.get(column.column)?;
            Some(Filled::new(column.column, name, field, column.lookup.as_ref()))
        });
        let columns: Vec<Filled> = columns.collect();
        let key = mapping.key.clone().unwrap_or_default();
        let has = |field: &FieldKey| columns.iter().any(|column| column.field.key == *field);
        let single = entity.fields.values().filter(|field| field.unique).map(|field| vec![field.key.clone()]);
        let business = (!entity.key_fields.is_empty()).then(|| entity.key_fields.clone());
        let numeric = (0..columns.len()).filter(|index| columns[*index].is_numeric()).collect();
        let computed = columns.iter().filter(|column| column.field.kind.rules().computed());
        let computed = computed.map(|column| column.field.key.clone()).collect();
        let required = entity
            .fields
            .values()
            .filter(|field| field.required && field.default.is_none() && !field.kind.rules().computed());
        let required = required.cloned().collect();
        let on_match = mapping.on_match.unwrap_or_default();
        // The importer's own key is asked about anyway, unless every row is written whatever it finds.
        let asked = |set: &Vec<FieldKey>| *set == key && on_match != OnMatch::Create;
        let unique = single.chain(business).filter(|set| !asked(set) && set.iter().all(has)).collect();
        Importer {
            entity: Arc::clone(entity),
            header: header.clone(),
            columns,
            meanings: mapping.unknown.clone().unwrap_or_default(),
            key,
            unique,
            numeric,
            computed,
            required,
            on_match,
            context,
            seen: Seen::default(),
            sums: HashMap::new(),
            summed: 0,
            counts: Counts::default(),
            unknown: Tally::default(),
            last: 0,
        }
    }

    /// Ends the verification.
    pub fn finish(self) -> Verified {
        Verified { counts: self.counts, unknown: self.unknown.finish() }
    }

    /// Counts outcomes in the order of the file.
    pub(super) fn count(&mut self, outcomes: &[RowOutcome]) {
        for outcome in outcomes {
            let number = outcome.source.number;
            self.counts.blank += u64::from(number.saturating_sub(self.last + 1));
            self.last = self.last.max(number);
            self.counts.take(&outcome.state);
        }
    }
}

/// Keys of rows seen so far, as hashes: a million rows take a few dozen megabytes.
#[derive(Default)]
pub(super) struct Seen {
    hasher: RandomState,
    rows: HashMap<u64, u32>,
}

impl Seen {
    /// The earlier row with the same key.
    pub(super) fn earlier(&self, space: usize, key: &str) -> Option<u32> {
        self.rows.get(&self.hasher.hash_one((space, key))).copied()
    }

    /// Keeps the row as the first with this key.
    pub(super) fn keep(&mut self, space: usize, key: &str, row: u32) {
        self.rows.entry(self.hasher.hash_one((space, key))).or_insert(row);
    }
}

/// The values of some fields; absent when one of them is blank.
pub(super) fn key_values(fields: &[FieldKey], values: &Values) -> Option<Vec<Value>> {
    let found: Option<Vec<Value>> = fields.iter().map(|field| values.get(field).cloned()).collect();
    found.filter(|found| !found.is_empty())
}
