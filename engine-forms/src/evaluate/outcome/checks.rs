//! What must hold between fields.

use engine_core::{
    formula,
    issue::{Issue, Language, Message, token},
};

use super::super::{Machine, read::truth, ready};
use crate::{evaluation::Evaluation, form::When};

pub(super) fn checks(machine: &Machine<'_>, outcome: &mut Evaluation) {
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
