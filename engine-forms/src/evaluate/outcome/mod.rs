//! What was computed → what is told.

use super::Machine;
use crate::{evaluation::Evaluation, form::Origin};

mod checks;
mod fields;
mod stray;
mod tables;

/// The outcome of a finished machine.
pub(in crate::evaluate) fn of(machine: &Machine<'_>) -> Evaluation {
    let mut outcome = Evaluation { stray: machine.answers.stray.clone(), ..Evaluation::default() };
    let record = &machine.form.scopes[0];
    for (index, slot) in record.slots.iter().enumerate() {
        if let Origin::Rows(scope) = slot.origin {
            tables::table(machine, &mut outcome, index, scope);
        } else {
            fields::field(machine, &mut outcome, index);
        }
    }
    for (group, state) in machine.form.groups.iter().zip(&machine.groups) {
        if group.reach.any() || !state.shown {
            outcome.visible.insert(group.key.to_string(), state.shown);
        }
    }
    checks::checks(machine, &mut outcome);
    outcome.wanted = machine.wanted.borrow().iter().cloned().collect();
    outcome
}
