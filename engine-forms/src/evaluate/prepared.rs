//! What a form and its context say before anything is answered.
//!
//! Shape:  `CompiledForm × Context → Prepared`: the stored record, conditions with their values read for this viewer and
//!         day, and rights; the same for every evaluation of a session.

use std::sync::Arc;

use engine_core::{
    formula::Formula,
    plan::{self, Condition},
};

use super::base::Base;
use crate::{
    context::Context,
    definition::FormRight,
    form::{CompiledForm, Scope, Slot, Test, When},
};

/// What a form and its context say before anything is answered.
pub(crate) struct Prepared {
    pub(super) base: Base,
    /// Conditions of the rules, by scope.
    pub(super) rules: Vec<Vec<Ready>>,
    /// Conditions of the checks, by scope.
    pub(super) checks: Vec<Vec<Ready>>,
    /// Rights by scope and slot; empty where nothing is narrowed.
    rights: Vec<Vec<FormRight>>,
}

/// A condition with its values read for this viewer and day.
pub(super) enum Ready {
    Always,
    Never,
    Formula(Arc<Formula>),
    And(Vec<Ready>),
    Or(Vec<Ready>),
    Not(Box<Ready>),
    Compare { of_record: bool, condition: Condition },
}

impl Prepared {
    /// Reads everything once.
    pub(crate) fn new(form: &CompiledForm, context: &Context) -> Prepared {
        let of = |scope: &Scope, when: &When| ready(form, scope, when, context);
        let rules = form.scopes.iter().map(|scope| scope.rules.iter().map(|r| of(scope, &r.when)).collect());
        let checks =
            form.scopes.iter().map(|scope| scope.checks.iter().map(|c| of(scope, &c.must)).collect());
        Prepared {
            base: Base::read(form, context.base.as_ref()),
            rules: rules.collect(),
            checks: checks.collect(),
            rights: form.scopes.iter().map(|scope| rights(form, scope, context)).collect(),
        }
    }

    /// The right on a field or column.
    pub(super) fn right(&self, scope: usize, slot: usize) -> FormRight {
        self.rights[scope].get(slot).copied().unwrap_or(FormRight::Editable)
    }
}

/// A column goes by the name `items.price`.
fn rights(form: &CompiledForm, scope: &Scope, context: &Context) -> Vec<FormRight> {
    let table = scope.table.map(|table| &form.scopes[0].slots[table].field.key);
    let right = |slot: &Slot| match table {
        None => context.right(slot.field.key.as_str()),
        Some(table) => context.right(&format!("{table}.{}", slot.field.key)),
    };
    if context.rights.is_empty() { Vec::new() } else { scope.slots.iter().map(right).collect() }
}

/// A condition with the values of its filter read.
fn ready(form: &CompiledForm, scope: &Scope, when: &When, context: &Context) -> Ready {
    match when {
        When::Always => Ready::Always,
        When::Formula(formula) => Ready::Formula(formula.clone()),
        When::Filter(test) => ready_test(form, scope, test, context),
    }
}

fn ready_test(form: &CompiledForm, scope: &Scope, test: &Test, context: &Context) -> Ready {
    let several = |list: &[Test]| list.iter().map(|test| ready_test(form, scope, test, context)).collect();
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
