//! Answers → values, what is shown, asked for, locked and offered, and what is wrong.
//!
//! Shape:  `CompiledForm × Answers × Context → Evaluation`; one pass over the form's order, then one over its layout.
//! Units:  as the kinds of the fields say; moments from the context alone.
//! Errors: total: any answers give an evaluation. Wrong answers are issues; a computation that fails is blank.
//! Source: docs/spec/forms.md §5.

use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

use engine_core::{
    formula::Formula,
    key::EntityKey,
    plan::{self, Condition},
};
use uuid::Uuid;

use crate::{
    answers::{Answer, Answers},
    context::Context,
    definition::{FormRight, Hidden},
    evaluation::Evaluation,
    form::{CompiledForm, Scope, Test, When},
    graph::Node,
};

mod base;
mod outcome;
mod read;
mod state;
mod value;

use base::Base;

/// Computes a form.
pub fn evaluate(form: &CompiledForm, answers: &Answers, context: &Context) -> Evaluation {
    let mut machine = Machine::new(form, answers, context);
    for node in &form.order {
        machine.run(*node);
    }
    outcome::of(&machine)
}

/// One field while it is computed.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) content: Arc<Answer>,
    /// Whether somebody, a default or a rule gave the content; what lies in the stored record was not given now.
    pub(crate) given: bool,
    pub(crate) present: bool,
    pub(crate) locked: bool,
    /// What hid it makes it blank.
    pub(crate) cleared: Option<Hidden>,
    /// The rule that gives the value.
    pub(crate) set: Option<usize>,
}

/// One row while it is computed.
#[derive(Clone, Debug)]
pub(crate) struct RowState {
    pub(crate) id: Option<Uuid>,
    /// Its place in the answers; absent for a row of the stored record.
    pub(crate) answered: Option<usize>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) holds: Vec<bool>,
}

/// A condition with its values read for this viewer and day.
enum Ready<'a> {
    Always,
    Never,
    Formula(&'a Formula),
    And(Vec<Ready<'a>>),
    Or(Vec<Ready<'a>>),
    Not(Box<Ready<'a>>),
    Compare { of_record: bool, condition: Condition },
}

/// An evaluation under way.
pub(crate) struct Machine<'a> {
    form: &'a CompiledForm,
    answers: &'a Answers,
    context: &'a Context,
    base: Base,
    /// Conditions of the rules, by scope.
    rules: Vec<Vec<Ready<'a>>>,
    /// Rights by scope and slot.
    rights: Vec<Vec<FormRight>>,
    record: Vec<Cell>,
    holds: Vec<bool>,
    groups: Vec<GroupState>,
    /// Rows by scope; the first is never used.
    tables: Vec<Vec<RowState>>,
    wanted: RefCell<BTreeSet<(EntityKey, Uuid)>>,
}

/// A block while it is computed.
#[derive(Clone, Copy, Debug, Default)]
struct GroupState {
    shown: bool,
    /// What hid it, or a block around it, does with values.
    cleared: Option<Hidden>,
}

impl<'a> Machine<'a> {
    fn new(form: &'a CompiledForm, answers: &'a Answers, context: &'a Context) -> Machine<'a> {
        let rules = form.scopes.iter().map(|scope| {
            scope.rules.iter().map(|rule| ready(form, scope, &rule.when, context)).collect::<Vec<_>>()
        });
        let rules: Vec<Vec<Ready<'a>>> = rules.collect();
        Machine {
            base: Base::read(form, context.base.as_ref()),
            rights: state::rights(form, context),
            record: vec![empty(); form.scopes[0].slots.len()],
            holds: vec![false; form.scopes[0].rules.len()],
            groups: vec![GroupState { shown: true, cleared: None }; form.groups.len()],
            tables: form.scopes.iter().map(|_| Vec::new()).collect(),
            wanted: RefCell::default(),
            rules,
            form,
            answers,
            context,
        }
    }

    fn run(&mut self, node: Node) {
        match node {
            Node::Shown { group } => self.group(group),
            Node::Holds { scope: 0, rule } => self.holds[rule] = self.meets(&self.rules[0][rule], 0, None),
            Node::Holds { scope, rule } => {
                for row in 0..self.tables[scope].len() {
                    let holds = self.meets(&self.rules[scope][rule], scope, Some(row));
                    self.tables[scope][row].holds[rule] = holds;
                }
            }
            // Told with the outcome, when everything is known.
            Node::Check { .. } => {}
            Node::State { scope, slot } => {
                self.each_row(scope, |machine, row| machine.state(scope, row, slot));
            }
            Node::Value { scope, slot } => {
                self.each_row(scope, |machine, row| machine.value(scope, row, slot));
            }
        }
    }

    fn each_row(&mut self, scope: usize, mut compute: impl FnMut(&mut Machine<'a>, Option<usize>)) {
        if scope == 0 {
            return compute(self, None);
        }
        for row in 0..self.tables[scope].len() {
            compute(self, Some(row));
        }
    }

    fn cell(&self, scope: usize, row: Option<usize>, slot: usize) -> &Cell {
        match row {
            Some(row) => &self.tables[scope][row].cells[slot],
            None => &self.record[slot],
        }
    }

    fn cell_mut(&mut self, scope: usize, row: Option<usize>, slot: usize) -> &mut Cell {
        match row {
            Some(row) => &mut self.tables[scope][row].cells[slot],
            None => &mut self.record[slot],
        }
    }

    /// Whether a rule of a scope holds, in a row or for the record.
    fn holds(&self, scope: usize, row: Option<usize>, rule: usize) -> bool {
        match row {
            Some(row) => self.tables[scope][row].holds[rule],
            None => self.holds[rule],
        }
    }
}

/// A cell before anything is known of it.
fn empty() -> Cell {
    Cell { content: Answer::blank(), given: false, present: true, locked: false, cleared: None, set: None }
}

/// A condition with the values of its filter read.
fn ready<'a>(form: &'a CompiledForm, scope: &'a Scope, when: &'a When, context: &Context) -> Ready<'a> {
    match when {
        When::Always => Ready::Always,
        When::Formula(formula) => Ready::Formula(formula),
        When::Filter(test) => ready_test(form, scope, test, context),
    }
}

fn ready_test<'a>(form: &'a CompiledForm, scope: &'a Scope, test: &'a Test, context: &Context) -> Ready<'a> {
    let several = |list: &'a [Test]| list.iter().map(|test| ready_test(form, scope, test, context)).collect();
    match test {
        Test::And(all) => Ready::And(several(all)),
        Test::Or(any) => Ready::Or(several(any)),
        Test::Not(inner) => Ready::Not(Box::new(ready_test(form, scope, inner, context))),
        Test::Compare { of_record, filter } => {
            let entity = if *of_record { &form.scopes[0].entity } else { &scope.entity };
            match plan::resolve(form, entity, filter, &context.viewer) {
                Ok(condition) => Ready::Compare { of_record: *of_record, condition },
                // The check refused such a condition before the form was published.
                Err(_) => Ready::Never,
            }
        }
    }
}
