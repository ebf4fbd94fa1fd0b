//! What is told of a field: its value, how it is shown, and what is wrong with it.

use engine_core::{
    issue::{Issue, token},
    kinds,
    value::Value,
};

use super::{
    super::{Machine, state::Cell},
    stray,
};
use crate::{
    definition::{FormRight, Hidden},
    evaluation::Evaluation,
    form::{Origin, Slot},
};

/// Whether a slot's value is told and written: it is on the form, or a rule gave it.
pub(super) fn told(slot: &Slot, cell: &Cell, right: FormRight) -> bool {
    (slot.placed || cell.set.is_some()) && right != FormRight::Hidden
}

pub(super) fn field(machine: &Machine<'_>, outcome: &mut Evaluation, index: usize) {
    let slot = &machine.form.scopes[0].slots[index];
    let cell = &machine.state.record.cells[index];
    let right = machine.prepared.right(0, index);
    let key = slot.field.key.to_string();
    if told(slot, cell, right) {
        outcome.values.insert(key.clone(), cell.content.json.clone());
    }
    if cell.set.is_some() && cell.cleared.is_none() {
        if right == FormRight::Hidden {
            outcome.concealed.insert(key.clone(), cell.content.json.clone());
        } else {
            outcome.set.push(key.clone());
        }
    }
    if !slot.placed {
        return;
    }
    if forgotten(slot, cell) {
        outcome.cleared.push(key.clone());
    }
    let view = view(machine, 0, None, index);
    let at = || token(&key);
    issues(&view, slot, cell, right, &at, &mut outcome.issues);
    stray::locked_answer(machine, (0, None, index), &at, &mut outcome.stray);
    outcome.show(key, view);
}

/// How a field is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct View {
    pub(super) visible: bool,
    pub(super) required: bool,
    pub(super) readonly: bool,
    pub(super) options: Option<Vec<String>>,
}

impl Evaluation {
    /// Tells how a field or column is shown.
    pub(super) fn show(&mut self, key: String, view: View) {
        self.visible.insert(key.clone(), view.visible);
        self.required.insert(key.clone(), view.required);
        self.readonly.insert(key.clone(), view.readonly);
        if let Some(options) = view.options {
            self.options.insert(key, options);
        }
    }
}

pub(super) fn view(machine: &Machine<'_>, scope: usize, row: Option<usize>, index: usize) -> View {
    let slot = &machine.form.scopes[scope].slots[index];
    let cell = machine.cell(scope, row, index);
    let asked = asked(slot);
    let required = slot.required
        || machine.prepared.right(scope, index) == FormRight::Required
        || slot.require.iter().any(|rule| machine.holds(scope, row, *rule));
    View {
        visible: cell.present,
        required: asked && required && cell.present && !cell.locked,
        readonly: cell.locked || !asked,
        options: offered(machine, scope, row, index),
    }
}

/// The options that are left of a choice, where rules or another choice narrow them.
fn offered(machine: &Machine<'_>, scope: usize, row: Option<usize>, index: usize) -> Option<Vec<String>> {
    let slot = &machine.form.scopes[scope].slots[index];
    let rules: Vec<&Vec<String>> = slot
        .options
        .iter()
        .filter(|(rule, _)| machine.holds(scope, row, *rule))
        .map(|(_, only)| only)
        .collect();
    if rules.is_empty() && slot.cascade.is_none() {
        return None;
    }
    let cascade =
        slot.cascade.as_ref().map(|(by, options)| match &machine.cell(scope, row, *by).content.value {
            Value::Text(key) => options.get(key).cloned().unwrap_or_default(),
            _ => Vec::new(),
        });
    let stays = |key: &String| {
        rules.iter().all(|only| only.contains(key)) && cascade.as_ref().is_none_or(|only| only.contains(key))
    };
    let active = slot.field.options.iter().filter(|option| option.active).map(|option| option.key.clone());
    Some(active.filter(stays).collect())
}

/// Whether an answer is to be forgotten; what is computed has none.
pub(super) fn forgotten(slot: &Slot, cell: &Cell) -> bool {
    cell.cleared == Some(Hidden::ClearAtOnce) && asked(slot)
}

/// Whether anybody may ever answer.
pub(super) fn asked(slot: &Slot) -> bool {
    matches!(slot.origin, Origin::Given { .. } | Origin::Rows(_))
}

pub(super) fn issues(
    view: &View,
    slot: &Slot,
    cell: &Cell,
    right: FormRight,
    at: &dyn Fn() -> String,
    found: &mut Vec<Issue>,
) {
    if cell.cleared.is_some() || !told(slot, cell, right) {
        return;
    }
    if view.required && cell.content.refusals.is_empty() && cell.content.value.is_blank() {
        found.push(Issue::new("required", at(), "请填写", "this is required"));
    }
    // What lies in the stored record was good when it was stored.
    if !cell.given {
        return;
    }
    found.extend(cell.content.refusals.iter().cloned().map(|refusal| refusal.at(at())));
    let retired = kinds::retired(&slot.field, &cell.content.value);
    let offered = view.options.as_ref().filter(|_| view.visible);
    if let Some(refusal) = retired {
        found.push(refusal.at(at()));
    } else if offered.is_some_and(|offered| beyond(offered, &cell.content.value)) {
        found.push(Issue::new(
            "not_offered",
            at(),
            "这个选项在当前情况下不能选，请重新选择",
            "this option is not offered here; choose another one",
        ));
    }
}

/// Whether a value holds an option that is not among those offered.
fn beyond(offered: &[String], value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(|item| beyond(offered, item)),
        Value::Text(key) => !offered.contains(key),
        _ => false,
    }
}
