//! What evaluating a form may know of the world.
//!
//! Shape:  who asks and when, the stored record, records that are linked, and the rights on fields.

use std::collections::HashMap;

use engine_core::{
    formula,
    key::{EntityKey, FieldKey},
    moment::{Date, Moment, TimeZone},
    plan::{Entities as _, Viewer},
    value::Value,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{definition::FormRight, form::CompiledForm, project::RightsByField};

/// What is known of a record that a form links to.
#[derive(Clone, Debug, PartialEq)]
pub enum Linked {
    /// It is not there, or may not be seen: all its fields are blank.
    Nothing,
    /// Fields of it.
    Fields(HashMap<FieldKey, Value>),
}

/// Linked records by entity and id. One that is missing here is asked for in [`crate::Evaluation::wanted`].
pub type Known = HashMap<(EntityKey, Uuid), Linked>;

/// Everything besides the answers.
#[derive(Clone, Debug)]
pub struct Context {
    /// Clock, zone and calendar of formulas.
    pub clock: formula::Context,
    /// What `me` and relative days mean in conditions.
    pub viewer: Viewer,
    /// The stored record as the API shows it; absent for a new one.
    pub base: Option<Map<String, Json>>,
    /// Linked records.
    pub known: Known,
    /// Rights on fields of the record, and on columns of sub-tables as `items.price`; what is not named is editable.
    pub rights: RightsByField,
}

impl Context {
    /// Nobody in particular makes a new record.
    pub fn new(clock: formula::Context) -> Context {
        let viewer = Viewer {
            id: None,
            departments: Vec::new(),
            department_tree: Vec::new(),
            today: clock.today,
            zone: clock.zone.clone(),
            now: clock.now,
        };
        Context { clock, viewer, base: None, known: Known::new(), rights: RightsByField::new() }
    }

    /// The right on a field, or on a column `table.field`.
    pub fn right(&self, path: &str) -> FormRight {
        self.rights.get(path).copied().unwrap_or(FormRight::Editable)
    }
}

/// A [`Context`] as JSON, for a form that is evaluated elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextJson {
    /// RFC 3339.
    pub now: String,
    /// The company's zone, as a compiled TZif file in hexadecimal digits.
    pub zone: String,
    /// Days off besides weekends.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Weekends that are worked.
    #[serde(default)]
    pub workdays: Vec<String>,
    /// Who fills the form in.
    #[serde(default)]
    pub me: Option<Uuid>,
    /// Departments of that person.
    #[serde(default)]
    pub departments: Vec<Uuid>,
    /// Those and everything below.
    #[serde(default)]
    pub department_tree: Vec<Uuid>,
    /// The stored record.
    #[serde(default)]
    pub base: Option<Map<String, Json>>,
    /// Linked records.
    #[serde(default)]
    pub known: Vec<KnownJson>,
}

/// A linked record as JSON; without values it is not there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownJson {
    /// Whose.
    pub entity: EntityKey,
    /// Which.
    pub id: Uuid,
    /// Its fields, as the API shows them.
    #[serde(default)]
    pub values: Option<Map<String, Json>>,
}

impl KnownJson {
    /// The record as evaluating knows it; nothing when the form reaches no such entity.
    pub fn read(&self, form: &CompiledForm) -> Option<((EntityKey, Uuid), Linked)> {
        let entity = form.entity(self.entity.as_str())?;
        let linked = self.values.as_ref().map_or(Linked::Nothing, |values| {
            let read = |(key, json): (&String, &Json)| {
                let field = entity.field(key)?;
                let shape = engine_core::plan::shape(field);
                Some((field.key.clone(), shape.kind.rules().read(shape, json).ok()?))
            };
            Linked::Fields(values.iter().filter_map(read).collect())
        });
        Some(((self.entity.clone(), self.id), linked))
    }
}

impl ContextJson {
    /// The context that a form is evaluated in.
    ///
    /// # Errors
    /// When a moment, day or zone cannot be read.
    pub fn read(&self, form: &CompiledForm) -> Result<Context, String> {
        let now = Moment::parse(&self.now).ok_or("`now` is no moment")?;
        let zone = unhex(&self.zone).and_then(|bytes| TimeZone::tzif("company", &bytes).ok());
        let mut clock = formula::Context::at(now, zone.ok_or("`zone` is no TZif file")?);
        let days = |list: &[String]| list.iter().map(|day| day.parse::<Date>()).collect::<Result<_, _>>();
        clock.holidays = days(&self.holidays).map_err(|error| error.to_string())?;
        clock.workdays = days(&self.workdays).map_err(|error| error.to_string())?;
        let mut context = Context::new(clock);
        context.viewer.id = self.me;
        context.viewer.departments.clone_from(&self.departments);
        context.viewer.department_tree.clone_from(&self.department_tree);
        context.base.clone_from(&self.base);
        context.known = self.known.iter().filter_map(|known| known.read(form)).collect();
        Ok(context)
    }
}

/// Bytes from hexadecimal digits.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
