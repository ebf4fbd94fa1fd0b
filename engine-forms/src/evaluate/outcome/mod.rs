//! What was computed → what is told.
//!
//! Shape:  parts in the order in which they are told: each field with the columns of its rows, then blocks, then checks.
//!         The whole is its parts one after the other, however many of them are told anew.

use super::Machine;
use crate::{
    evaluation::Evaluation,
    form::{CompiledForm, Origin},
    graph::Node,
};

mod checks;
mod fields;
mod stray;
mod tables;

pub(crate) use tables::{row_json, rows_json};

/// What is told by itself; the order is that of telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A field, or a column of its rows.
    Field { slot: usize, column: Option<usize> },
    /// A block.
    Group(usize),
    /// A check.
    Check { scope: usize, check: usize },
}

impl Part {
    /// Every part of a form.
    pub(crate) fn all(form: &CompiledForm) -> impl Iterator<Item = Part> {
        let slots = form.scopes[0].slots.iter().enumerate();
        let fields = slots.flat_map(|(slot, found)| {
            let columns = match found.origin {
                Origin::Rows(scope) => form.scopes[scope].slots.len(),
                _ => 0,
            };
            std::iter::once(None)
                .chain((0..columns).map(Some))
                .map(move |column| Part::Field { slot, column })
        });
        let checks = form.scopes.iter().enumerate().flat_map(|(scope, found)| {
            (0..found.checks.len()).map(move |check| Part::Check { scope, check })
        });
        fields.chain((0..form.groups.len()).map(Part::Group)).chain(checks)
    }

    /// The part that tells what a node computes.
    pub(crate) fn told_by(form: &CompiledForm, node: Node) -> Option<Part> {
        match node {
            Node::Told { scope, slot } => Some(match form.scopes[scope].table {
                Some(table) => Part::Field { slot: table, column: Some(slot) },
                None => Part::Field { slot, column: None },
            }),
            Node::Shown { group } => Some(Part::Group(group)),
            Node::Check { scope, check } => Some(Part::Check { scope, check }),
            Node::Holds { .. } | Node::State { .. } | Node::Value { .. } => None,
        }
    }
}

/// Tells one part. A table's rows are told as blank: [`rows_json`] has them.
pub(crate) fn tell(machine: &Machine<'_>, part: Part, outcome: &mut Evaluation) {
    match part {
        Part::Field { slot, column } => match (&machine.form.scopes[0].slots[slot].origin, column) {
            (Origin::Rows(scope), Some(column)) => tables::column(machine, outcome, (slot, *scope), column),
            (Origin::Rows(scope), None) => tables::table(machine, outcome, slot, *scope),
            _ => fields::field(machine, outcome, slot),
        },
        Part::Group(group) => {
            let (found, state) = (&machine.form.groups[group], &machine.state.groups[group]);
            if found.reach.any() || !state.shown {
                outcome.visible.insert(found.key.to_string(), state.shown);
            }
        }
        Part::Check { scope, check } => checks::check(machine, outcome, (scope, check)),
    }
}

/// The outcome of a finished machine.
pub(in crate::evaluate) fn whole(machine: &Machine<'_>) -> Evaluation {
    let mut outcome = Evaluation { stray: machine.answers.stray.clone(), ..Evaluation::default() };
    for part in Part::all(machine.form) {
        tell(machine, part, &mut outcome);
    }
    outcome.values.extend(rows_json(machine));
    outcome.wanted = machine.state.wanted();
    outcome
}
