//! What must hold between fields.

use engine_core::{
    formula,
    issue::{Issue, Language, Message, token},
};

use super::super::{Machine, Ready, read::truth, ready};
use crate::{evaluation::Evaluation, form::Check};

pub(super) fn checks(machine: &Machine<'_>, outcome: &mut Evaluation) {
    for (scope, found) in machine.form.scopes.iter().enumerate() {
        // Rows of a sub-table that is not there are not judged.
        if found.table.is_some_and(|table| !machine.record[table].present) {
            continue;
        }
        for check in &found.checks {
            let must = ready(machine.form, found, &check.must, machine.context);
            let rows: Vec<Option<usize>> =
                if scope == 0 { vec![None] } else { (0..machine.tables[scope].len()).map(Some).collect() };
            for row in rows {
                outcome.issues.extend(broken(machine, (scope, row), check, &must));
            }
        }
    }
}

/// What is told of a check that fails in a place.
fn broken(
    machine: &Machine<'_>,
    (scope, row): (usize, Option<usize>),
    check: &Check,
    must: &Ready<'_>,
) -> Option<Issue> {
    let shown = check.fields.iter().copied().find(|slot| machine.cell(scope, row, *slot).present);
    if !check.fields.is_empty() && shown.is_none() {
        return None;
    }
    let failed = match must {
        Ready::Formula(formula) => {
            let value = machine.formula(formula, scope, row);
            matches!(value, formula::Value::Error(code) if code != formula::ErrorCode::Pending)
                || truth(&value) == Some(false)
        }
        _ => !machine.meets(must, scope, row),
    };
    let message = || {
        Message::new(
            check.message.get(Language::Chinese, "不符合要求").to_owned(),
            check.message.get(Language::English, "this does not hold").to_owned(),
        )
    };
    failed.then(|| Issue {
        code: "check".into(),
        pointer: place(machine, scope, row, shown),
        message: message(),
    })
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
