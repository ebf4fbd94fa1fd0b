//! The stored record, read once.

use std::sync::Arc;

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{
    answers::Answer,
    form::{CompiledForm, Origin, Scope},
};

/// The stored record by slot, and its rows by scope.
#[derive(Debug)]
pub(crate) struct Base {
    /// Whether there is one.
    pub(super) stored: bool,
    pub(super) record: Vec<Option<Arc<Answer>>>,
    /// In their order; by scope.
    pub(super) rows: Vec<Vec<BaseRow>>,
    /// The places of rows by id, sorted; by scope.
    places: Vec<Vec<(Uuid, usize)>>,
}

/// A stored row.
#[derive(Clone, Debug)]
pub(super) struct BaseRow {
    pub(super) id: Option<Uuid>,
    pub(super) cells: Vec<Option<Arc<Answer>>>,
}

impl Base {
    pub(super) fn read(form: &CompiledForm, json: Option<&Map<String, Json>>) -> Base {
        let record = &form.scopes[0];
        let none = || (form.scopes.iter().map(|_| Vec::new()).collect(), vec![Vec::new(); form.scopes.len()]);
        let Some(json) = json else {
            let (rows, places) = none();
            return Base { stored: false, record: vec![None; record.slots.len()], rows, places };
        };
        let (rows, places) = none();
        let mut base = Base { stored: true, record: cells(record, json), rows, places };
        for slot in &record.slots {
            let rows = json.get(slot.field.key.as_str()).and_then(Json::as_array);
            if let (Origin::Rows(scope), Some(rows)) = (&slot.origin, rows) {
                let read = |row: &Json| {
                    let row = row.as_object()?;
                    let id = row.get("id").and_then(Json::as_str).and_then(|id| Uuid::parse_str(id).ok());
                    Some(BaseRow { id, cells: cells(&form.scopes[*scope], row) })
                };
                let rows: Vec<BaseRow> = rows.iter().filter_map(read).collect();
                let ids = rows.iter().enumerate();
                base.places[*scope].extend(ids.filter_map(|(place, row)| Some((row.id?, place))));
                base.places[*scope].sort_unstable();
                base.rows[*scope] = rows;
            }
        }
        base
    }

    /// The stored row with an id.
    pub(super) fn row(&self, scope: usize, id: Option<Uuid>) -> Option<&BaseRow> {
        let (id, places) = (id?, &self.places[scope]);
        // Of rows with one id the last counts.
        let behind = places.partition_point(|(known, _)| *known <= id);
        let (_, place) = places[..behind].last().filter(|(known, _)| *known == id)?;
        self.rows[scope].get(*place)
    }
}

fn cells(scope: &Scope, json: &Map<String, Json>) -> Vec<Option<Arc<Answer>>> {
    let cell = |field: &engine_core::entity::Field| {
        json.get(field.key.as_str()).map(|json| Answer::stored(field, json))
    };
    scope
        .slots
        .iter()
        .map(|slot| if matches!(slot.origin, Origin::Rows(_)) { None } else { cell(&slot.field) })
        .collect()
}
