//! A record as a script sees it: fields fetched one by one, assignments kept aside.
//!
//! Shape:  `record.stage` asks [`RecordFields::read`], unless the run has assigned it; `record.stage = "won"` goes
//!         into the overlay. Nothing is cloned but the value asked for.
//! Errors: an unknown field, or one the run-as identity may not see, is refused alike, so that a script cannot tell
//!         them apart; what is not writable, or not assigned by name in the script's text, is read-only.
//! Source: docs/spec/scripts.md "Records".

use std::any::TypeId;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use rhai::{Dynamic, EvalAltResult, ImmutableString, Module};

use super::fault::Raised;
use super::value::ScriptValue;

/// Why a field cannot be read or a row not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldRefusal {
    /// There is no such field, or it is hidden from the run-as identity.
    Unknown,
    /// The caller's budget of rows is spent.
    RowBudget,
}

/// The fields of one record, already narrowed to what the run-as identity may see.
pub trait RecordFields: Send + Sync {
    /// The value of a field; blank is [`ScriptValue::Blank`].
    fn read(&self, field: &str) -> Result<ScriptValue, FieldRefusal>;

    /// Whether a script may assign a field that it can read.
    fn writable(&self, field: &str) -> bool;
}

/// Rows fetched one by one, such as a sub-table.
pub trait Rows: Send + Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The row at `index`, which is below [`Rows::count`].
    fn row(&self, index: usize) -> Result<Arc<dyn RecordFields>, FieldRefusal>;
}

impl fmt::Debug for dyn RecordFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordFields")
    }
}

impl fmt::Debug for dyn Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rows({})", self.count())
    }
}

/// A declared record that the caller did not give, such as `old` of a new record: every field is blank.
pub(super) struct Absent;

impl RecordFields for Absent {
    fn read(&self, _field: &str) -> Result<ScriptValue, FieldRefusal> {
        Ok(ScriptValue::Blank)
    }

    fn writable(&self, _field: &str) -> bool {
        false
    }
}

/// What a run has assigned so far.
#[derive(Default)]
pub(super) struct Overlay {
    changes: Mutex<IndexMap<String, ScriptValue>>,
}

impl Overlay {
    fn get(&self, field: &str) -> Option<ScriptValue> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).get(field).cloned()
    }

    fn set(&self, field: &str, value: ScriptValue) {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).insert(field.to_string(), value);
    }

    /// The assignments, in the order of their first one.
    pub(super) fn take(&self) -> IndexMap<String, ScriptValue> {
        std::mem::take(&mut self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The custom type that scripts index; clones share the record and the overlay.
#[derive(Clone)]
pub(super) struct RecordView {
    fields: Arc<dyn RecordFields>,
    overlay: Option<Arc<Overlay>>,
    assigned: Arc<BTreeSet<String>>,
}

impl RecordView {
    /// A record whose fields cannot be assigned.
    pub(super) fn read_only(fields: Arc<dyn RecordFields>) -> RecordView {
        RecordView { fields, overlay: None, assigned: Arc::default() }
    }

    /// A record whose `assigned` fields the script's text assigns.
    pub(super) fn writable(
        fields: Arc<dyn RecordFields>,
        overlay: Arc<Overlay>,
        assigned: Arc<BTreeSet<String>>,
    ) -> RecordView {
        RecordView { fields, overlay: Some(overlay), assigned }
    }

    fn current(&self, field: &str) -> Result<ScriptValue, Raised> {
        match self.overlay.as_ref().and_then(|overlay| overlay.get(field)) {
            Some(value) => Ok(value),
            None => self.fields.read(field).map_err(|refusal| Raised::refusal(refusal, field)),
        }
    }

    /// rhai also calls this after a method call on a field (`record.tags.len()`), with the value it had lent: that is
    /// no assignment, and an equal value is never a change.
    fn assign(&self, field: &str, value: &Dynamic) -> Result<(), Raised> {
        let by_name = self.overlay.is_some() && self.assigned.contains(field);
        if !by_name && (value.is::<RecordView>() || value.is::<RowsView>()) {
            return Ok(());
        }
        let current = self.current(field)?;
        let value =
            ScriptValue::from_dynamic(value, 0).map_err(|_| Raised::NotAFieldValue(field.to_string()))?;
        if value == current {
            return Ok(());
        }
        match &self.overlay {
            Some(overlay) if by_name && self.fields.writable(field) => {
                overlay.set(field, value);
                Ok(())
            }
            _ => Err(Raised::ReadOnly(field.to_string())),
        }
    }
}

/// The custom type of rows.
#[derive(Clone)]
pub(super) struct RowsView(pub(super) Arc<dyn Rows>);

impl RowsView {
    pub(super) fn row(&self, index: usize) -> Result<RecordView, Raised> {
        let row = self.0.row(index).map_err(|refusal| Raised::refusal(refusal, "[]"))?;
        Ok(RecordView::read_only(row))
    }

    fn at(&self, index: i64) -> Result<RecordView, Raised> {
        let count = self.0.count();
        let place = usize::try_from(index).ok().filter(|place| *place < count);
        self.row(place.ok_or(Raised::NoSuchRow { index, count })?)
    }
}

/// Registers the two custom types.
pub(super) fn register(module: &mut Module) {
    type Fallible<T> = Result<T, Box<EvalAltResult>>;
    module.set_custom_type::<RecordView>("record");
    module.set_custom_type::<RowsView>("rows");
    module.set_indexer_get_fn(|record: &mut RecordView, field: ImmutableString| -> Fallible<Dynamic> {
        Ok(record.current(&field)?.into_dynamic())
    });
    module.set_indexer_set_fn(
        |record: &mut RecordView, field: ImmutableString, value: Dynamic| -> Fallible<()> {
            Ok(record.assign(&field, &value)?)
        },
    );
    module.set_indexer_get_fn(|rows: &mut RowsView, index: i64| -> Fallible<RecordView> {
        Ok(rows.at(index)?)
    });
    super::functions::set_method(module, "len", |rows: &mut RowsView| -> Fallible<i64> {
        Ok(i64::try_from(rows.0.count()).unwrap_or(i64::MAX))
    });
    module.set_iter_result(TypeId::of::<RowsView>(), |rows| {
        let rows = rows.cast::<RowsView>();
        Box::new((0..rows.0.count()).map(move |index| Ok(Dynamic::from(rows.row(index)?))))
    });
}
