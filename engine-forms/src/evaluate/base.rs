//! The stored record, read once.

use std::{collections::HashMap, sync::Arc};

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{
    answers::Answer,
    form::{CompiledForm, Origin, Scope},
};

/// The stored record by slot, and its rows by scope.
#[derive(Debug, Default)]
pub(crate) struct Base {
    /// Whether there is one.
    pub(super) stored: bool,
    pub(super) record: Vec<Option<Arc<Answer>>>,
    /// In their order; by scope.
    pub(super) rows: HashMap<usize, Vec<BaseRow>>,
    /// The places of rows, by scope and id.
    places: HashMap<(usize, Uuid), usize>,
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
        let Some(json) = json else {
            return Base { record: vec![None; record.slots.len()], ..Base::default() };
        };
        let mut base = Base { stored: true, record: cells(record, json), ..Base::default() };
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
                base.places.extend(ids.filter_map(|(place, row)| Some(((*scope, row.id?), place))));
                base.rows.insert(*scope, rows);
            }
        }
        base
    }

    /// The stored row with an id.
    pub(super) fn row(&self, scope: usize, id: Option<Uuid>) -> Option<&BaseRow> {
        let place = self.places.get(&(scope, id?))?;
        self.rows.get(&scope)?.get(*place)
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
