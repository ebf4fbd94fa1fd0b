//! A user-defined type of record.
//!
//! Shape:  [`EntityDocument`] is the JSON a user wrote (a JSON Schema 2020-12 with annotations); [`Entity`] is the same
//!         parsed once: keys are keys, numbers are exact, fields keep their order.
//! Errors: `parse` lists every issue with a pointer into the document.
//! Source: DESIGN §4, docs/spec/definitions.md.

use std::sync::Arc;

pub mod derive;
mod document;
mod packed;
mod parse;
mod system;
mod write;

pub use document::{
    Aggregate, ChoiceOption, Disclosure, DuplicateRule, EntityAnnotation, EntityDocument, FieldAnnotation,
    Group, Mask, Measure, OnDelete, PropertyDocument, Reset,
};
use indexmap::IndexMap;
pub use parse::{MOST_FIELDS, local_app, parse_fields};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
pub use write::Excerpt;

use crate::{
    filter::Filter,
    key::{DefinitionKey, EntityKey, FieldKey},
    kinds::Kind,
    labels::Labels,
};

/// One place in an entity.
#[derive(Clone, Debug)]
pub struct Field {
    /// Identity; immutable after first publish.
    pub key: FieldKey,
    /// What it may hold.
    pub kind: Kind,
    /// What people read.
    pub labels: Labels,
    /// A line of help.
    pub help: Labels,
    /// Whether a record must have it.
    pub required: bool,
    /// Whether full text finds it.
    pub search: bool,
    /// How it is shown to who may only see it masked.
    pub mask: Option<Mask>,
    /// Whether it says something about a natural person.
    pub personal: bool,
    /// Smallest and largest number, in the field's unit.
    pub min: Option<Decimal>,
    /// See `min`.
    pub max: Option<Decimal>,
    /// Decimal places of decimal, percent, money and formula.
    pub scale: u32,
    /// Default currency of a money field.
    pub currency: [u8; 3],
    /// Choices, resolved from `options`, the option set or the schema's `enum`.
    pub options: Vec<ChoiceOption>,
    /// The option set the choices come from.
    pub option_set: Option<DefinitionKey>,
    /// Whether only the deepest nodes of a tree of choices are chosen.
    pub leaf_only: bool,
    /// Entity a reference, sub-table or roll-up points to.
    pub target: Option<EntityKey>,
    /// What happens to this record when its target goes.
    pub on_delete: OnDelete,
    /// Formula text.
    pub formula: Option<String>,
    /// Path of a lookup (`customer.level`), or the child's reference of a roll-up.
    pub via: Option<String>,
    /// What a roll-up computes.
    pub measure: Option<Measure>,
    /// Which children a roll-up counts.
    pub filter: Option<Filter>,
    /// Auto-number pattern, such as `C{yyyy}-{0000}`.
    pub pattern: Option<String>,
    /// When an auto-number starts again.
    pub reset: Reset,
    /// Whether a derived value may be seen by who may not see its inputs.
    pub disclose: bool,
    /// Unique among living records.
    pub unique: bool,
    /// An auto-number without gaps.
    pub gap_free: bool,
    /// Largest file, in bytes.
    pub max_size: Option<u64>,
    /// Most files.
    pub most: Option<u32>,
    /// Media types of files that it takes, such as `image/*`; none for all.
    pub types: Vec<String>,
    /// Value of a new record when none is given, as JSON of the field's kind.
    pub default: Option<Json>,
    /// The standard JSON Schema keywords the author wrote for it.
    pub schema: Map<String, Json>,
    /// What a formula, roll-up or lookup yields: a field whose kind says how the value is stored, compared and shown.
    /// `None` until the entity is resolved against the others.
    pub result: Option<Arc<Field>>,
    /// Whether it depends on the clock: computed on read, never filtered or sorted.
    pub volatile: bool,
}

/// A user-defined type of record.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Identity; becomes the table's name.
    pub key: EntityKey,
    /// Owning app.
    pub app: DefinitionKey,
    /// What people read.
    pub labels: Labels,
    /// The field a person reads as the record's name.
    pub title: Option<FieldKey>,
    /// Name of an icon.
    pub icon: Option<String>,
    /// Composite indexes: equality columns first, the sort column last.
    pub indexes: Vec<Vec<FieldKey>>,
    /// When two records are the same.
    pub duplicate: Option<DuplicateRule>,
    /// Sections of the generated form.
    pub groups: Vec<Group>,
    /// Owning entity, for the rows of a sub-table.
    pub parent: Option<EntityKey>,
    /// Business key: unique together among the living.
    pub key_fields: Vec<FieldKey>,
    /// Whether records have an owner.
    pub owner: bool,
    /// Fields by key, in order.
    pub fields: IndexMap<FieldKey, Arc<Field>>,
    /// `if then else dependentRequired allOf` of the document.
    pub conditions: Map<String, Json>,
}

impl Entity {
    /// Parses a document; the entity is absent when an issue leaves nothing to work with.
    pub fn parse(document: &Json) -> (Option<Entity>, Vec<crate::issue::Issue>) {
        parse::parse(document)
    }

    /// A field by key; the fields that every record has are found too.
    pub fn field(&self, key: &str) -> Option<&Arc<Field>> {
        self.fields.get(key).or_else(|| system::field(key))
    }

    /// A field of its own by key, system fields excluded.
    pub fn own_field(&self, key: &str) -> Option<&Arc<Field>> {
        self.fields.get(key)
    }
}
