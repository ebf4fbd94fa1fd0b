//! The value of a field.

use std::sync::Arc;

use engine_core::{
    entity::Field,
    formula::{self, Formula},
    kinds::Kind,
    plan::Column,
    value::Value,
};

use super::{Machine, RowKey};
use crate::{
    answers::Answer,
    fit::fit,
    form::{Origin, Setter},
};

impl Machine<'_> {
    /// Computes it; whether it came out another.
    pub(super) fn value(&mut self, scope: usize, row: Option<usize>, slot: usize) -> bool {
        let (content, given) = match &self.form.scopes[scope].slots[slot].origin {
            // Rows have a value of their own, and no rows in them.
            Origin::Rows(_) => return false,
            Origin::Computed(formula) => {
                let field = &self.form.scopes[scope].slots[slot].field;
                let value = self.formula(formula, scope, row);
                (Answer::of(field, formula::stored(field, value)), false)
            }
            Origin::Looked(column) => {
                let looked = self.column(column, scope, row);
                let field = &self.form.scopes[scope].slots[slot].field;
                match looked {
                    Some(value) => (Answer::of(field, value), false),
                    None => (self.stored(scope, row, slot).unwrap_or_else(Answer::blank), false),
                }
            }
            Origin::Stored => (self.stored(scope, row, slot).unwrap_or_else(Answer::blank), false),
            Origin::Given { .. } => self.given(scope, row, slot),
        };
        let cell = self.cell_mut(scope, row, slot);
        let same = cell.given == given && (Arc::ptr_eq(&cell.content, &content) || cell.content == content);
        cell.content = content;
        cell.given = given;
        !same
    }

    /// In this order: what a rule sets, blank where it is hidden and cleared, the stored value of what is locked, the
    /// answer, the stored value, what a link or a default gives.
    fn given(&self, scope: usize, row: Option<usize>, slot: usize) -> (Arc<Answer>, bool) {
        let cell = self.cell(scope, row, slot);
        let found = &self.form.scopes[scope].slots[slot];
        if cell.cleared.is_some() {
            return (Answer::blank(), true);
        }
        if let Some(rule) = cell.set {
            let setter = found.set.iter().find(|(by, _)| *by == rule).map(|(_, setter)| setter);
            return match setter {
                Some(Setter::Constant(answer)) => (answer.clone(), true),
                Some(Setter::Formula(formula)) => (self.fitted(&found.field, formula, scope, row), true),
                None => (Answer::blank(), true),
            };
        }
        let answer = self.answer(scope, row, slot).filter(|_| !cell.locked);
        let stored = self.stored(scope, row, slot);
        if let Some(answer) = answer {
            // Saying again what is stored is no new answer: it was good when it was stored.
            return match stored.filter(|stored| stored.json == answer.json) {
                Some(same) => (same, false),
                None => (answer, true),
            };
        }
        let Origin::Given { default, formula, fill } = &found.origin else { return (Answer::blank(), false) };
        let filled = |column: &Column| self.filled(column, scope, row, &found.field);
        if self.is_stored(scope, row) {
            // Another link was chosen: what came with the old one goes with it.
            let changed = fill.as_ref().filter(|column| self.link_changed(column, scope, row));
            return match changed.map(filled) {
                Some(answer) => (answer, true),
                None => (stored.unwrap_or_else(Answer::blank), false),
            };
        }
        match (fill, formula, default) {
            (Some(column), _, _) => (filled(column), true),
            (None, Some(formula), _) => (self.fitted(&found.field, formula, scope, row), true),
            (None, None, Some(default)) => (default.clone(), true),
            (None, None, None) => (Answer::blank(), false),
        }
    }

    fn filled(&self, column: &Column, scope: usize, row: Option<usize>, field: &Field) -> Arc<Answer> {
        let value = self.column(column, scope, row).unwrap_or(Value::Blank);
        let from = column.shape();
        match field.kind {
            // Whole numbers and other scales are written as this field writes them.
            Kind::Decimal | Kind::Percent => {
                fit(field, &formula::Value::of_record(&value), &self.context.clock.zone)
            }
            _ => Answer::read(field, &from.kind.values().write(from, &value)),
        }
    }

    /// What a formula yields, as an answer of a field.
    fn fitted(&self, field: &Field, formula: &Formula, scope: usize, row: Option<usize>) -> Arc<Answer> {
        fit(field, &self.formula(formula, scope, row), &self.context.clock.zone)
    }

    pub(super) fn answer(&self, scope: usize, row: Option<usize>, slot: usize) -> Option<Arc<Answer>> {
        let Some(row) = row else { return self.answers.record.get(slot).cloned().flatten() };
        match self.state.tables[scope][row].key {
            RowKey::Answered(_) => {
                self.answers.rows[scope].as_ref()?.rows.get(row)?.cells.get(slot).cloned().flatten()
            }
            RowKey::Stored(_) | RowKey::Record => None,
        }
    }

    /// The stored value.
    pub(super) fn stored(&self, scope: usize, row: Option<usize>, slot: usize) -> Option<Arc<Answer>> {
        match row {
            None => self.prepared.base.record.get(slot).cloned().flatten(),
            Some(row) => self
                .prepared
                .base
                .row(scope, self.state.tables[scope][row].id)?
                .cells
                .get(slot)
                .cloned()
                .flatten(),
        }
    }

    /// Whether the record, or the row, is stored.
    fn is_stored(&self, scope: usize, row: Option<usize>) -> bool {
        match row {
            None => self.prepared.base.stored,
            Some(row) => self.prepared.base.row(scope, self.state.tables[scope][row].id).is_some(),
        }
    }

    /// Whether the link that a value is filled through differs from the stored one.
    fn link_changed(&self, column: &Column, scope: usize, row: Option<usize>) -> bool {
        let Some(hop) = column.hops.first() else { return false };
        let Some(slot) = self.form.scopes[scope].by_key.get(&hop.field.key).copied() else { return false };
        let before = self.stored(scope, row, slot).map_or(Value::Blank, |answer| answer.value.clone());
        let now = &self.cell(scope, row, slot).content.value;
        *now != before && !now.is_blank()
    }
}
