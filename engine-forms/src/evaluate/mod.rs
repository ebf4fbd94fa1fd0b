//! Answers → values, what is shown, asked for, locked and offered, and what is wrong.
//!
//! Shape:  `CompiledForm × Answers × Context → Evaluation`; one pass over the form's order, then one over its layout. A
//!         [`Machine`] that goes on from the state of an evaluation before computes only what changes reach.
//! Units:  as the kinds of the fields say; moments from the context alone.
//! Errors: total: any answers give an evaluation. Wrong answers are issues; a computation that fails is blank.
//! Source: docs/spec/forms.md §5.

use std::cell::RefCell;

use crate::{answers::Answers, context::Context, evaluation::Evaluation, form::CompiledForm};

mod base;
mod check;
mod marks;
mod outcome;
mod pass;
mod prepared;
mod read;
mod rows;
mod shown;
mod state;
mod value;

pub(crate) use marks::Marks;
pub(crate) use outcome::{Part, row_json, rows_json, tell};
pub(crate) use pass::Reached;
pub(crate) use prepared::Prepared;
pub(crate) use state::State;
use state::{Cell, GroupState, RowKey, RowState, Wanted};

/// Computes a form.
pub fn evaluate(form: &CompiledForm, answers: &Answers, context: &Context) -> Evaluation {
    let prepared = Prepared::new(form, context);
    let mut machine = Machine::new(form, answers, context, &prepared, State::new(form));
    machine.everything();
    outcome::whole(&machine)
}

/// An evaluation under way.
pub(crate) struct Machine<'a> {
    form: &'a CompiledForm,
    answers: &'a Answers,
    context: &'a Context,
    prepared: &'a Prepared,
    pub(crate) state: State,
    /// Linked records that were asked for and are not known, by what is computed at the moment.
    asked: RefCell<Vec<Wanted>>,
}

impl<'a> Machine<'a> {
    /// Goes on from a state.
    pub(crate) fn new(
        form: &'a CompiledForm,
        answers: &'a Answers,
        context: &'a Context,
        prepared: &'a Prepared,
        state: State,
    ) -> Machine<'a> {
        Machine { form, answers, context, prepared, state, asked: RefCell::default() }
    }

    /// The record, or a row.
    fn place(&self, scope: usize, row: Option<usize>) -> &RowState {
        match row {
            Some(row) => &self.state.tables[scope][row],
            None => &self.state.record,
        }
    }

    fn place_mut(&mut self, scope: usize, row: Option<usize>) -> &mut RowState {
        match row {
            Some(row) => &mut self.state.tables[scope][row],
            None => &mut self.state.record,
        }
    }

    fn cell(&self, scope: usize, row: Option<usize>, slot: usize) -> &Cell {
        &self.place(scope, row).cells[slot]
    }

    fn cell_mut(&mut self, scope: usize, row: Option<usize>, slot: usize) -> &mut Cell {
        &mut self.place_mut(scope, row).cells[slot]
    }

    /// Whether a rule of a scope holds, in a row or for the record.
    fn holds(&self, scope: usize, row: Option<usize>, rule: usize) -> bool {
        self.place(scope, row).holds[rule]
    }
}
