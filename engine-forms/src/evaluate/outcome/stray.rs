//! Answers that nobody asked for.

use engine_core::issue::Issue;

use super::super::Machine;
use crate::{definition::FormRight, evaluation::Evaluation};

/// An answer for what nobody may change is refused, unless it says what is there anyway.
pub(super) fn locked_answer(
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

/// Rows that were added, taken away or changed where that is not allowed.
pub(super) fn stray_rows(
    machine: &Machine<'_>,
    outcome: &mut Evaluation,
    index: usize,
    scope: usize,
    at: &str,
) {
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
