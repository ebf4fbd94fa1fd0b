//! What was computed → what is told.

use engine_core::{
    formula,
    issue::{Issue, Language, Message, token},
    value::Value,
};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{Cell, Machine, read::truth, ready};
use crate::{
    definition::{FormRight, Hidden},
    evaluation::Evaluation,
    form::{Origin, RowBounds, Slot, When},
};

/// The outcome of a finished machine.
pub(super) fn of(machine: &Machine<'_>) -> Evaluation {
    let mut outcome = Evaluation { stray: machine.answers.stray.clone(), ..Evaluation::default() };
    let record = &machine.form.scopes[0];
    for (index, slot) in record.slots.iter().enumerate() {
        if let Origin::Rows(scope) = slot.origin {
            table(machine, &mut outcome, index, scope);
        } else {
            field(machine, &mut outcome, index);
        }
    }
    for (group, state) in machine.form.groups.iter().zip(&machine.groups) {
        if group.reach.any() || !state.shown {
            outcome.visible.insert(group.key.to_string(), state.shown);
        }
    }
    checks(machine, &mut outcome);
    outcome.wanted = machine.wanted.borrow().iter().cloned().collect();
    outcome
}

/// Whether a slot's value is told and written: it is on the form, or a rule gave it.
fn told(slot: &Slot, cell: &Cell, right: FormRight) -> bool {
    (slot.placed || cell.set.is_some()) && right != FormRight::Hidden
}

fn field(machine: &Machine<'_>, outcome: &mut Evaluation, index: usize) {
    let slot = &machine.form.scopes[0].slots[index];
    let cell = &machine.record[index];
    let right = machine.right(0, index);
    let key = slot.field.key.to_string();
    if told(slot, cell, right) {
        outcome.values.insert(key.clone(), cell.content.json.clone());
    }
    if cell.set.is_some() {
        outcome.set.push(key.clone());
    }
    if !slot.placed {
        return;
    }
    if cell.cleared == Some(Hidden::ClearAtOnce) {
        outcome.cleared.push(key.clone());
    }
    let view = view(machine, 0, None, index);
    issues(&view, slot, cell, &token(&key), &mut outcome.issues);
    locked_answer(machine, (0, None, index), &token(&key), &mut outcome.stray);
    outcome.visible.insert(key.clone(), view.visible);
    outcome.required.insert(key.clone(), view.required);
    outcome.readonly.insert(key.clone(), view.readonly);
    if let Some(options) = view.options {
        outcome.options.insert(key, options);
    }
}

/// How a field is shown.
#[derive(Clone, Debug, PartialEq)]
struct View {
    visible: bool,
    required: bool,
    readonly: bool,
    options: Option<Vec<String>>,
}

fn view(machine: &Machine<'_>, scope: usize, row: Option<usize>, index: usize) -> View {
    let slot = &machine.form.scopes[scope].slots[index];
    let cell = machine.cell(scope, row, index);
    let asked = matches!(slot.origin, Origin::Given { .. } | Origin::Rows(_));
    let required = slot.required
        || machine.right(scope, index) == FormRight::Required
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

fn issues(view: &View, slot: &Slot, cell: &Cell, at: &str, found: &mut Vec<Issue>) {
    if cell.cleared.is_some() || !told(slot, cell, FormRight::Editable) {
        return;
    }
    if cell.given {
        found.extend(cell.content.refusals.iter().cloned().map(|refusal| refusal.at(at)));
    }
    if view.required && cell.content.refusals.is_empty() && cell.content.value.is_blank() {
        found.push(Issue::new("required", at, "请填写", "this is required"));
    }
    let offered = view.options.as_ref().filter(|_| cell.given && view.visible);
    if let Some(offered) = offered {
        let wrong = |value: &Value| matches!(value, Value::Text(key) if !offered.contains(key));
        let any = match &cell.content.value {
            Value::List(items) => items.iter().any(wrong),
            one => wrong(one),
        };
        if any {
            found.push(Issue::new(
                "not_offered",
                at,
                "这个选项在当前情况下不能选，请重新选择",
                "this option is not offered here; choose another one",
            ));
        }
    }
}

/// An answer for what nobody may change is refused, unless it says what is there anyway.
fn locked_answer(
    machine: &Machine<'_>,
    (scope, row, index): (usize, Option<usize>, usize),
    at: &str,
    stray: &mut Vec<Issue>,
) {
    let answer = match row {
        None => machine.answers.record.get(index).cloned().flatten(),
        Some(row) => {
            let answered = machine.tables[scope][row].answered;
            let rows = machine.answers.rows.get(&scope);
            answered.and_then(|at| rows?.rows.get(at)?.cells.get(index).cloned().flatten())
        }
    };
    let Some(answer) = answer else { return };
    let cell = machine.cell(scope, row, index);
    let right = machine.right(scope, index);
    if right == FormRight::Hidden {
        stray.push(Issue::new(
            "not_on_form",
            at,
            "表单上没有这一项，不能填写",
            "the form does not ask for this",
        ));
    } else if cell.cleared.is_some() && !answer.json.is_null() {
        stray.push(Issue::new(
            "hidden_field",
            at,
            "这一项当前不显示，不能填写",
            "this is not shown now and cannot be filled in",
        ));
    } else if cell.cleared.is_none() && cell.locked && answer.json != cell.content.json {
        stray.push(Issue::new(
            "readonly",
            at,
            "这一项只读，不能修改",
            "this is read-only and cannot be changed",
        ));
    }
}

fn table(machine: &Machine<'_>, outcome: &mut Evaluation, index: usize, scope: usize) {
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
    stray_rows(machine, outcome, index, scope, &at);
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

/// Rows that were added, taken away or changed where that is not allowed.
fn stray_rows(machine: &Machine<'_>, outcome: &mut Evaluation, index: usize, scope: usize, at: &str) {
    let Some(answered) = machine.answers.rows.get(&scope) else { return };
    let cell = &machine.record[index];
    let right = machine.right(0, index);
    let mut stray = |code: &'static str, chinese: &'static str, english: &'static str| {
        outcome.stray.push(Issue::new(code, at, chinese, english));
    };
    if right == FormRight::Hidden {
        return stray("not_on_form", "表单上没有这一项，不能填写", "the form does not ask for this");
    }
    if cell.cleared.is_some() && !answered.rows.is_empty() {
        return stray(
            "hidden_field",
            "这一项当前不显示，不能填写",
            "this is not shown now and cannot be filled in",
        );
    }
    if cell.locked && cell.cleared.is_none() {
        return stray("readonly", "这一项只读，不能修改", "this is read-only and cannot be changed");
    }
    let bounds = machine.form.scopes[0].slots[index].rows.unwrap_or_default();
    let stored = machine.base.rows.get(&scope).map_or(&[][..], Vec::as_slice);
    let new = answered.rows.iter().any(|row| machine.base.row(scope, row.id).is_none());
    let gone = stored.iter().any(|row| !answered.rows.iter().any(|answer| answer.id == row.id));
    if new && !bounds.add {
        stray("rows_not_added", "这里不能增加行", "rows cannot be added here");
    }
    if gone && !bounds.remove {
        stray("rows_not_removed", "这里不能删除行", "rows cannot be taken away here");
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
            locked_answer(machine, (scope, Some(row), index), &at, &mut outcome.stray);
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

fn checks(machine: &Machine<'_>, outcome: &mut Evaluation) {
    for (scope, found) in machine.form.scopes.iter().enumerate() {
        for check in &found.checks {
            let ready = ready(machine.form, found, &check.must, machine.context);
            let places: Vec<Option<usize>> =
                if scope == 0 { vec![None] } else { (0..machine.tables[scope].len()).map(Some).collect() };
            for row in places {
                let shown: Vec<usize> = check
                    .fields
                    .iter()
                    .copied()
                    .filter(|slot| machine.cell(scope, row, *slot).present)
                    .collect();
                if !check.fields.is_empty() && shown.is_empty() {
                    continue;
                }
                let failed = match &check.must {
                    When::Formula(formula) => {
                        let value = machine.formula(formula, scope, row);
                        matches!(value, formula::Value::Error(code) if code != formula::ErrorCode::Pending)
                            || truth(&value) == Some(false)
                    }
                    _ => !machine.meets(&ready, scope, row),
                };
                if failed {
                    let at = place(machine, scope, row, shown.first().copied());
                    let message = Message::new(
                        check.message.get(Language::Chinese, "不符合要求").to_owned(),
                        check.message.get(Language::English, "this does not hold").to_owned(),
                    );
                    outcome.issues.push(Issue { code: "check".into(), pointer: at, message });
                }
            }
        }
    }
}

fn place(machine: &Machine<'_>, scope: usize, row: Option<usize>, slot: Option<usize>) -> String {
    let found = &machine.form.scopes[scope];
    let field = slot.map(|slot| token(found.slots[slot].field.key.as_str())).unwrap_or_default();
    match (found.table, row) {
        (Some(table), Some(row)) => {
            format!("{}/{row}{field}", token(machine.form.scopes[0].slots[table].field.key.as_str()))
        }
        _ => field,
    }
}
