//! What is told of a sub-table: its rows, its columns and its bounds.

use std::sync::Arc;

use engine_core::issue::{Issue, token};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{
    super::{Machine, state::RowState},
    fields::{View, asked, forgotten, issues, told, view},
    stray,
};
use crate::{answers::Answer, definition::FormRight, evaluation::Evaluation, form::Slot};

pub(super) fn table(machine: &Machine<'_>, outcome: &mut Evaluation, index: usize, scope: usize) {
    let slot = &machine.form.scopes[0].slots[index];
    let cell = &machine.state.record.cells[index];
    if !slot.placed {
        return;
    }
    let key = slot.field.key.to_string();
    let at = token(&key);
    let view = view(machine, 0, None, index);
    let refused = cell.content.refusals.clone();
    let rows = &machine.state.tables[scope];
    if machine.prepared.right(0, index) != FormRight::Hidden {
        outcome.values.insert(key.clone(), cell.content.json.clone());
    }
    if forgotten(slot, cell) {
        outcome.cleared.push(key.clone());
    }
    if refused.is_empty() {
        if view.required && rows.is_empty() {
            outcome.issues.push(Issue::new("required", at.as_str(), "请填写", "this is required"));
        }
        // Rows that lie in the stored record and were not given anew are not judged.
        if view.visible && !view.readonly && (cell.given || !machine.prepared.base.stored) {
            bounds(slot, rows.len(), &at, &mut outcome.issues);
        }
    }
    outcome.issues.extend(refused.into_iter().map(|refusal| refusal.at(at.as_str())));
    stray::stray_rows(machine, outcome, (index, scope), &at);
    outcome.show(key, view);
}

/// The narrower of what the form and the entity say of the number of rows.
fn bounds(slot: &Slot, rows: usize, at: &str, issues: &mut Vec<Issue>) {
    let keyword = |name: &str| slot.field.schema.get(name).and_then(Json::as_u64);
    let keyword = |name: &str| keyword(name).and_then(|number| u32::try_from(number).ok());
    let of_form = slot.rows.unwrap_or_default();
    // The entity's least is not asked of a table without rows: blank is not refused by keywords.
    let least = of_form.least.max(keyword("minItems").filter(|_| rows > 0));
    let most = of_form.most.into_iter().chain(keyword("maxItems")).min();
    if let Some(least) = least.filter(|least| rows < *least as usize) {
        let (chinese, english) = (format!("至少 {least} 行"), format!("at least {least} rows"));
        issues.push(Issue::new("too_few_items", at, chinese, english));
    }
    if let Some(most) = most.filter(|most| rows > *most as usize) {
        let (chinese, english) = (format!("最多 {most} 行"), format!("at most {most} rows"));
        issues.push(Issue::new("too_many_items", at, chinese, english));
    }
}

/// The rows of each table that is told and has any.
pub(crate) fn rows_json(machine: &Machine<'_>) -> Vec<(String, Json)> {
    let rows = |scope: usize| {
        let rows = machine.state.tables[scope].iter();
        rows.map(|row| Json::Object(row_json(machine, scope, row))).collect::<Json>()
    };
    (1..machine.form.scopes.len())
        .filter(|scope| machine.tells(*scope) && !machine.state.tables[*scope].is_empty())
        .map(|scope| (machine.table_key(scope).to_owned(), rows(scope)))
        .collect()
}

impl Machine<'_> {
    /// Whether the rows of a scope are told.
    pub(crate) fn tells(&self, scope: usize) -> bool {
        let told = |table: usize| {
            self.form.scopes[0].slots[table].placed && self.prepared.right(0, table) != FormRight::Hidden
        };
        self.form.scopes[scope].table.is_some_and(told)
    }

    /// The key of the sub-table whose rows a scope has; nothing for the record's own.
    pub(crate) fn table_key(&self, scope: usize) -> &str {
        let table = self.form.scopes[scope].table;
        table.map_or("", |table| self.form.scopes[0].slots[table].field.key.as_str())
    }

    /// The key of a field of a scope.
    pub(crate) fn column_key(&self, scope: usize, slot: usize) -> &str {
        self.form.scopes[scope].slots[slot].field.key.as_str()
    }

    /// What is told of a cell of a row.
    pub(crate) fn told(&self, scope: usize, row: usize, slot: usize) -> Option<Arc<Answer>> {
        let cell = self.cell(scope, Some(row), slot);
        let told = told(&self.form.scopes[scope].slots[slot], cell, self.prepared.right(scope, slot));
        told.then(|| cell.content.clone())
    }
}

/// A row as it would be stored.
pub(crate) fn row_json(machine: &Machine<'_>, scope: usize, row: &RowState) -> Map<String, Json> {
    let mut map = Map::new();
    if let Some(id) = row.id {
        map.insert("id".into(), Json::String(id.to_string()));
    }
    for (index, (slot, cell)) in machine.form.scopes[scope].slots.iter().zip(&row.cells).enumerate() {
        if told(slot, cell, machine.prepared.right(scope, index)) {
            map.insert(slot.field.key.to_string(), cell.content.json.clone());
        }
    }
    map
}

/// A column is there when any of its cells is, and required and locked as the first; cells that differ are told by
/// themselves.
pub(super) fn column(
    machine: &Machine<'_>,
    outcome: &mut Evaluation,
    (table, scope): (usize, usize),
    index: usize,
) {
    let slot = &machine.form.scopes[scope].slots[index];
    let holder = &machine.form.scopes[0].slots[table];
    if !slot.placed || !holder.placed {
        return;
    }
    let (table, key) = (holder.field.key.as_str(), slot.field.key.as_str());
    let rows = machine.state.tables[scope].len();
    let views: Vec<View> = (0..rows).map(|row| view(machine, scope, Some(row), index)).collect();
    let whole = across(machine, scope, index, &views);
    for (row, view) in views.iter().enumerate() {
        let cell = machine.cell(scope, Some(row), index);
        let at = || format!("{}/{row}{}", token(table), token(key));
        issues(view, slot, cell, machine.prepared.right(scope, index), &at, &mut outcome.issues);
        stray::locked_answer(machine, (scope, Some(row), index), &at, &mut outcome.stray);
        let name = || format!("{table}/{row}/{key}");
        if forgotten(slot, cell) {
            outcome.cleared.push(name());
        }
        let differs = |map: &mut IndexMap<String, bool>, one: bool, all: bool| {
            if one != all {
                map.insert(name(), one);
            }
        };
        differs(&mut outcome.visible, view.visible, whole.visible);
        differs(&mut outcome.required, view.required, whole.required);
        differs(&mut outcome.readonly, view.readonly, whole.readonly);
        let options = view.options.as_ref().filter(|options| Some(*options) != whole.options.as_ref());
        outcome.options.extend(options.map(|options| (name(), options.clone())));
    }
    outcome.show(format!("{table}.{key}"), whole);
}

fn across(machine: &Machine<'_>, scope: usize, index: usize, views: &[View]) -> View {
    let found = &machine.form.scopes[scope];
    let slot = &found.slots[index];
    let Some(first) = views.first() else {
        let right = machine.prepared.right(scope, index);
        let table = found.table.map(|table| &machine.state.record.cells[table]);
        let locked = slot.readonly || right <= FormRight::Readonly || table.is_some_and(|table| table.locked);
        let there = !slot.unseen && right != FormRight::Hidden && slot.reach.show.is_empty();
        let visible = there && table.is_none_or(|table| table.present);
        return View {
            visible,
            required: visible && asked(slot) && !locked && (slot.required || right == FormRight::Required),
            readonly: locked || !asked(slot),
            options: None,
        };
    };
    // Options are the column's only where those of every cell are narrowed: absent means all of them.
    let narrowed = views.iter().all(|view| view.options.is_some());
    View {
        visible: views.iter().any(|view| view.visible),
        options: first.options.clone().filter(|_| narrowed),
        ..*first
    }
}
