//! What evaluating a form may know of the world.
//!
//! Shape:  who asks and when, the stored record, records that are linked, and the rights on fields.

use std::collections::HashMap;

use engine_core::{
    formula,
    key::{EntityKey, FieldKey},
    moment::{Date, Moment},
    plan::{Entities as _, Viewer},
    value::Value,
};
use serde::Serialize;
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
#[derive(Clone, Debug, Serialize)]
pub struct ContextJson {
    /// RFC 3339.
    pub now: String,
    /// The company's zone, by name.
    pub zone: String,
    /// Its offsets, as [`engine_core::zone::offsets`] lists them.
    pub offsets: Vec<(i64, i32)>,
    /// Days off besides weekends.
    pub holidays: Vec<String>,
    /// Weekends that are worked.
    pub workdays: Vec<String>,
    /// Who fills the form in.
    pub me: Option<Uuid>,
    /// Departments of that person.
    pub departments: Vec<Uuid>,
    /// Those and everything below.
    pub department_tree: Vec<Uuid>,
    /// The stored record.
    pub base: Option<Map<String, Json>>,
    /// Linked records.
    pub known: Vec<KnownJson>,
}

/// A linked record as JSON; without values it is not there.
#[derive(Clone, Debug, Serialize)]
pub struct KnownJson {
    /// Whose.
    pub entity: EntityKey,
    /// Which.
    pub id: Uuid,
    /// Its fields, as the API shows them.
    pub values: Option<Map<String, Json>>,
}

/// The items of a list, each read; none where there is no list.
fn list<T>(json: &Json, name: &str, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.get(name).and_then(Json::as_array).into_iter().flatten().map(read).collect()
}

fn text(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}

fn id(json: &Json) -> Option<Uuid> {
    Uuid::parse_str(json.as_str()?).ok()
}

impl KnownJson {
    /// From its JSON.
    pub fn of(json: &Json) -> Option<KnownJson> {
        Some(KnownJson {
            entity: EntityKey::parse(json.get("entity")?.as_str()?).ok()?,
            id: id(json.get("id")?)?,
            values: json.get("values").and_then(Json::as_object).cloned(),
        })
    }

    /// The record as evaluating knows it; nothing when the form reaches no such entity.
    pub fn read(&self, form: &CompiledForm) -> Option<((EntityKey, Uuid), Linked)> {
        let entity = form.entity(self.entity.as_str())?;
        let linked = self.values.as_ref().map_or(Linked::Nothing, |values| {
            let read = |(key, json): (&String, &Json)| {
                let field = entity.field(key)?;
                let shape = engine_core::plan::shape(field);
                Some((field.key.clone(), shape.kind.values().read(shape, json).ok()?))
            };
            Linked::Fields(values.iter().filter_map(read).collect())
        });
        Some(((self.entity.clone(), self.id), linked))
    }
}

impl ContextJson {
    /// From its JSON.
    pub fn of(json: &Json) -> Option<ContextJson> {
        Some(ContextJson {
            now: text(json.get("now")?)?,
            zone: text(json.get("zone")?)?,
            offsets: list(json, "offsets", |step| {
                let [from, offset] = step.as_array()?.as_slice() else { return None };
                Some((from.as_i64()?, offset.as_i64()?.try_into().ok()?))
            })?,
            holidays: list(json, "holidays", text)?,
            workdays: list(json, "workdays", text)?,
            me: json.get("me").and_then(id),
            departments: list(json, "departments", id)?,
            department_tree: list(json, "department_tree", id)?,
            base: json.get("base").and_then(Json::as_object).cloned(),
            known: list(json, "known", KnownJson::of)?,
        })
    }

    /// The context that a form is evaluated in.
    ///
    /// # Errors
    /// When a moment, day or zone cannot be read.
    pub fn read(&self, form: &CompiledForm) -> Result<Context, &'static str> {
        let now = Moment::parse(&self.now).ok_or("`now` is no moment")?;
        let zone = engine_core::zone::told(&self.zone, self.offsets.clone());
        let mut clock = formula::Context::at(now, zone.ok_or("`zone` and `offsets` are no zone")?);
        let days = |list: &[String]| list.iter().map(|day| day.parse::<Date>().ok()).collect::<Option<_>>();
        clock.holidays = days(&self.holidays).ok_or("`holidays` holds what is no day")?;
        clock.workdays = days(&self.workdays).ok_or("`workdays` holds what is no day")?;
        let mut context = Context::new(clock);
        context.viewer.id = self.me;
        context.viewer.departments.clone_from(&self.departments);
        context.viewer.department_tree.clone_from(&self.department_tree);
        context.base.clone_from(&self.base);
        context.known = self.known.iter().filter_map(|known| known.read(form)).collect();
        Ok(context)
    }
}
