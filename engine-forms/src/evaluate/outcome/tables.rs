//! What is told of a sub-table: its rows, its columns and its bounds.

use engine_core::issue::{Issue, token};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{
    super::Machine,
    fields::{View, asked, forgotten, issues, told, view},
    stray,
};
use crate::{definition::FormRight, evaluation::Evaluation, form::Slot};

pub(super) fn table(machine: &Machine<'_>, outcome: &mut Evaluation, index: usize, scope: usize) {
    let slot = &machine.form.scopes[0].slots[index];
    let cell = &machine.record[index];
    if !slot.placed {
        return;
    }
    let key = slot.field.key.to_string();
    let at = token(&key);
    let view = view(machine, 0, None, index);
    let refused = cell.content.refusals.clone();
    let rows = &machine.tables[scope];
    if machine.right(0, index) != FormRight::Hidden {
        let json = if refused.is_empty() { rows_json(machine, scope) } else { cell.content.json.clone() };
        outcome.values.insert(key.clone(), json);
    }
    if forgotten(slot, cell) {
        outcome.cleared.push(key.clone());
    }
    if refused.is_empty() {
        if view.required && rows.is_empty() {
            outcome.issues.push(Issue::new("required", at.as_str(), "请填写", "this is required"));
        }
        // Rows that lie in the stored record and were not given anew are not judged.
        if view.visible && !view.readonly && (cell.given || !machine.base.stored) {
            bounds(slot, rows.len(), &at, &mut outcome.issues);
        }
    }
    outcome.issues.extend(refused.into_iter().map(|refusal| refusal.at(at.as_str())));
    stray::stray_rows(machine, outcome, (index, scope), &at);
    outcome.visible.insert(key.clone(), view.visible);
    outcome.required.insert(key.clone(), view.required);
    outcome.readonly.insert(key.clone(), view.readonly);
    columns(machine, outcome, &key, scope);
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

fn rows_json(machine: &Machine<'_>, scope: usize) -> Json {
    let slots = &machine.form.scopes[scope].slots;
    let rows = machine.tables[scope].iter().map(|row| {
        let mut map = Map::new();
        if let Some(id) = row.id {
            map.insert("id".into(), Json::String(id.to_string()));
        }
        for (index, (slot, cell)) in slots.iter().zip(&row.cells).enumerate() {
            if told(slot, cell, machine.right(scope, index)) {
                map.insert(slot.field.key.to_string(), cell.content.json.clone());
            }
        }
        Json::Object(map)
    });
    let rows: Vec<Json> = rows.collect();
    if rows.is_empty() { Json::Null } else { Json::Array(rows) }
}

/// A column is there when any of its cells is, and required and locked as the first; cells that differ are told by
/// themselves.
fn columns(machine: &Machine<'_>, outcome: &mut Evaluation, table: &str, scope: usize) {
    for (index, slot) in machine.form.scopes[scope].slots.iter().enumerate().filter(|(_, slot)| slot.placed) {
        let key = slot.field.key.as_str();
        let views: Vec<View> =
            (0..machine.tables[scope].len()).map(|row| view(machine, scope, Some(row), index)).collect();
        let whole = column(machine, scope, index, &views);
        let name = format!("{table}.{key}");
        for (row, view) in views.iter().enumerate() {
            let cell = machine.cell(scope, Some(row), index);
            let at = format!("{}/{row}{}", token(table), token(key));
            issues(view, slot, cell, machine.right(scope, index), &at, &mut outcome.issues);
            stray::locked_answer(machine, (scope, Some(row), index), &at, &mut outcome.stray);
            if forgotten(slot, cell) {
                outcome.cleared.push(format!("{table}/{row}/{key}"));
            }
            let differs = |map: &mut IndexMap<String, bool>, one: bool, all: bool| {
                if one != all {
                    map.insert(format!("{table}/{row}/{key}"), one);
                }
            };
            differs(&mut outcome.visible, view.visible, whole.visible);
            differs(&mut outcome.required, view.required, whole.required);
            differs(&mut outcome.readonly, view.readonly, whole.readonly);
            if let Some(options) =
                view.options.as_ref().filter(|options| Some(*options) != whole.options.as_ref())
            {
                outcome.options.insert(format!("{table}/{row}/{key}"), options.clone());
            }
        }
        outcome.visible.insert(name.clone(), whole.visible);
        outcome.required.insert(name.clone(), whole.required);
        outcome.readonly.insert(name.clone(), whole.readonly);
        if let Some(options) = whole.options {
            outcome.options.insert(name, options);
        }
    }
}

fn column(machine: &Machine<'_>, scope: usize, index: usize, views: &[View]) -> View {
    let found = &machine.form.scopes[scope];
    let slot = &found.slots[index];
    let Some(first) = views.first() else {
        let right = machine.right(scope, index);
        let table = found.table.map(|table| &machine.record[table]);
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
