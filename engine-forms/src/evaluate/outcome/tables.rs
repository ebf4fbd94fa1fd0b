//! What is told of a sub-table: its rows, its columns and its bounds.

use engine_core::issue::{Issue, token};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{
    super::Machine,
    fields::{View, issues, told, view},
    stray,
};
use crate::{
    definition::{FormRight, Hidden},
    evaluation::Evaluation,
    form::{Origin, RowBounds},
};

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
    if cell.cleared == Some(Hidden::ClearAtOnce) {
        outcome.cleared.push(key.clone());
    }
    if cell.cleared.is_none() {
        outcome.issues.extend(refused.iter().cloned().map(|refusal| refusal.at(at.as_str())));
        if view.required && refused.is_empty() && rows.is_empty() {
            outcome.issues.push(Issue::new("required", at.as_str(), "请填写", "this is required"));
        }
        bounds(slot.rows.unwrap_or_default(), rows.len(), view.visible, &at, &mut outcome.issues);
    }
    stray::stray_rows(machine, outcome, index, scope, &at);
    outcome.visible.insert(key.clone(), view.visible);
    outcome.required.insert(key.clone(), view.required);
    outcome.readonly.insert(key.clone(), view.readonly);
    columns(machine, outcome, &key, scope);
}

fn bounds(bounds: RowBounds, rows: usize, visible: bool, at: &str, issues: &mut Vec<Issue>) {
    if !visible {
        return;
    }
    if let Some(least) = bounds.least.filter(|least| rows < *least as usize) {
        let (chinese, english) = (format!("至少 {least} 行"), format!("at least {least} rows"));
        issues.push(Issue::new("too_few_items", at, chinese, english));
    }
    if let Some(most) = bounds.most.filter(|most| rows > *most as usize) {
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

/// Columns by what most of their cells are: a column is there when any cell is, required, locked and offered as its first
/// cell; cells that differ are told by themselves.
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
            issues(view, slot, cell, &at, &mut outcome.issues);
            stray::locked_answer(machine, (scope, Some(row), index), &at, &mut outcome.stray);
            if cell.cleared == Some(Hidden::ClearAtOnce) {
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
    let slot = &machine.form.scopes[scope].slots[index];
    let asked = matches!(slot.origin, Origin::Given { .. });
    let right = machine.right(scope, index);
    match views.first() {
        Some(first) => View { visible: views.iter().any(|view| view.visible), ..first.clone() },
        None => View {
            visible: !slot.unseen && right != FormRight::Hidden && slot.reach.show.is_empty(),
            required: asked && (slot.required || right == FormRight::Required),
            readonly: slot.readonly || !asked || right <= FormRight::Readonly,
            options: None,
        },
    }
}
