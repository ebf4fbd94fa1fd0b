//! Answers that nobody asked for.

use std::{collections::HashSet, sync::Arc};

use engine_core::issue::Issue;
use uuid::Uuid;

use super::super::{
    Machine,
    state::{Cell, RowState},
};
use crate::{
    answers::{Answer, RowAnswers, Rows},
    definition::FormRight,
    evaluation::Evaluation,
};

/// An answer for what nobody may change is refused, unless it says what is there anyway.
pub(super) fn locked_answer(
    machine: &Machine<'_>,
    (scope, row, index): (usize, Option<usize>, usize),
    at: &dyn Fn() -> String,
    stray: &mut Vec<Issue>,
) {
    let answer = machine.answer(scope, row, index);
    let Some(answer) = answer else { return };
    let cell = machine.cell(scope, row, index);
    let right = machine.prepared.right(scope, index);
    if right == FormRight::Hidden {
        stray.push(Issue::new(
            "not_on_form",
            at(),
            "表单上没有这一项，不能填写",
            "the form does not ask for this",
        ));
    } else if cell.cleared.is_some() && !answer.json.is_null() {
        stray.push(Issue::new(
            "hidden_field",
            at(),
            "这一项当前不显示，不能填写",
            "this is not shown now and cannot be filled in",
        ));
    } else if cell.cleared.is_none() && cell.locked && answer.json != cell.content.json {
        stray.push(Issue::new(
            "readonly",
            at(),
            "这一项只读，不能修改",
            "this is read-only and cannot be changed",
        ));
    }
}

/// Rows that were added, taken away or changed where that is not allowed.
pub(super) fn stray_rows(
    machine: &Machine<'_>,
    outcome: &mut Evaluation,
    (index, scope): (usize, usize),
    at: &str,
) {
    let Some(answered) = &machine.answers.rows[scope] else { return };
    let cell = &machine.state.record.cells[index];
    let mut stray = |code: &'static str, chinese: &'static str, english: &'static str| {
        outcome.stray.push(Issue::new(code, at, chinese, english));
    };
    if machine.prepared.right(0, index) == FormRight::Hidden {
        return stray("not_on_form", "表单上没有这一项，不能填写", "the form does not ask for this");
    }
    if cell.cleared.is_some() {
        if !answered.rows.is_empty() || answered.refused.is_some() {
            let (chinese, english) =
                ("这一项当前不显示，不能填写", "this is not shown now and cannot be filled in");
            stray("hidden_field", chinese, english);
        }
        return;
    }
    if cell.locked {
        if !same(answered, &machine.state.tables[scope]) {
            stray("readonly", "这一项只读，不能修改", "this is read-only and cannot be changed");
        }
        return;
    }
    let bounds = machine.form.scopes[0].slots[index].rows.unwrap_or_default();
    if answered.refused.is_some() {
        return;
    }
    let stored = &machine.prepared.base.rows[scope];
    let kept: HashSet<Uuid> = answered.rows.iter().filter_map(|row| row.id).collect();
    let new = answered.rows.iter().any(|row| machine.prepared.base.row(scope, row.id).is_none());
    let gone = stored.iter().any(|row| row.id.is_none_or(|id| !kept.contains(&id)));
    if new && !bounds.add {
        stray("rows_not_added", "这里不能增加行", "rows cannot be added here");
    }
    if gone && !bounds.remove {
        stray("rows_not_removed", "这里不能删除行", "rows cannot be taken away here");
    }
}

/// Whether rows that were answered say what is there anyway.
fn same(answered: &Rows, there: &[RowState]) -> bool {
    let cell = |answer: &Option<Arc<Answer>>, cell: &Cell| {
        answer.as_ref().is_none_or(|answer| answer.json == cell.content.json)
    };
    let row = |answer: &RowAnswers, row: &RowState| {
        answer.id == row.id && answer.cells.iter().zip(&row.cells).all(|(a, c)| cell(a, c))
    };
    answered.refused.is_none()
        && answered.rows.len() == there.len()
        && answered.rows.iter().zip(there).all(|(a, r)| row(a, r))
}
