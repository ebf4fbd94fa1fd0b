//! What must hold between fields.

use engine_core::issue::{Issue, Language, Message, token};

use super::super::Machine;
use crate::evaluation::Evaluation;

pub(super) fn check(machine: &Machine<'_>, outcome: &mut Evaluation, (scope, check): (usize, usize)) {
    let found = &machine.form.scopes[scope].checks[check];
    let message = || {
        Message::new(
            found.message.get(Language::Chinese, "不符合要求").to_owned(),
            found.message.get(Language::English, "this does not hold").to_owned(),
        )
    };
    let failing = |row: Option<usize>| machine.place(scope, row).fails[check];
    let issue = |row: Option<usize>| Issue {
        code: "check".into(),
        pointer: place(machine, scope, row, machine.told_at(scope, row, check)),
        message: message(),
    };
    if scope == 0 {
        outcome.issues.extend(failing(None).then(|| issue(None)));
    } else {
        let rows = (0..machine.state.tables[scope].len()).map(Some);
        outcome.issues.extend(rows.filter(|row| failing(*row)).map(issue));
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
