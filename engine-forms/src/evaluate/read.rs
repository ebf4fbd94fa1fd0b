//! What conditions and formulas read while a form is computed.

use std::sync::Arc;

use engine_core::{
    entity::{Entity, Field},
    formula::{self, ErrorCode, FieldPath, Formula},
    key::FieldKey,
    plan::{self, Column, Condition, Share, Source},
    value::Value,
};

use super::{Machine, prepared::Ready};
use crate::{
    context::Linked,
    form::{Origin, PARENT},
};

impl Machine<'_> {
    /// Whether a condition is met by the record, or by a row.
    pub(super) fn meets(&self, ready: &Ready, scope: usize, row: Option<usize>) -> bool {
        match ready {
            Ready::Always => true,
            Ready::Never => false,
            Ready::And(all) => all.iter().all(|ready| self.meets(ready, scope, row)),
            Ready::Or(any) => any.iter().any(|ready| self.meets(ready, scope, row)),
            Ready::Not(inner) => !self.meets(inner, scope, row),
            Ready::Compare { of_record: true, condition } => {
                plan::matches(condition, &Place { machine: self, scope: 0, row: None })
            }
            Ready::Compare { of_record: false, condition } => {
                plan::matches(condition, &Place { machine: self, scope, row })
            }
            Ready::Formula(formula) => truth(&self.formula(formula, scope, row)) == Some(true),
        }
    }

    /// What a formula yields in a place.
    pub(super) fn formula(&self, formula: &Formula, scope: usize, row: Option<usize>) -> formula::Value {
        formula.evaluate(&|path: &FieldPath| self.path(path.as_str(), scope, row), &self.context.clock)
    }

    fn path(&self, path: &str, scope: usize, row: Option<usize>) -> formula::Value {
        let found = &self.form.scopes[scope];
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Some(slot) = found.by_key.get(first).copied() else {
            return match rest {
                Some(rest) if first == PARENT && found.table.is_some() => self.path(rest, 0, None),
                _ => formula::Value::Error(ErrorCode::Reference),
            };
        };
        match (&found.slots[slot].origin, rest) {
            (Origin::Rows(rows), None) => formula::Value::List(
                self.state.tables[*rows].iter().map(|_| formula::Value::Boolean(true)).collect(),
            ),
            (Origin::Rows(rows), Some(column)) => match self.form.scopes[*rows].by_key.get(column) {
                Some(slot) => {
                    let field = Some(self.form.scopes[*rows].slots[*slot].field.as_ref());
                    let cells = self.state.tables[*rows].iter().map(|row| &row.cells[*slot].content.value);
                    formula::Value::List(
                        cells.map(|value| formula::Value::of_field(field, None, value)).collect(),
                    )
                }
                None => formula::Value::Error(ErrorCode::Reference),
            },
            (_, None) => {
                let field = Some(found.slots[slot].field.as_ref());
                formula::Value::of_field(field, None, &self.cell(scope, row, slot).content.value)
            }
            (_, Some(_)) => match found.columns.get(path).map(|column| self.column(column, scope, row)) {
                Some(Some(value)) => formula::Value::of_record(&value),
                Some(None) => formula::Value::Error(ErrorCode::Pending),
                None => formula::Value::Error(ErrorCode::Reference),
            },
        }
    }

    /// The value of a column, through links; nothing while a linked record is not known, which is then wanted.
    pub(super) fn column(&self, column: &Column, scope: usize, row: Option<usize>) -> Option<Value> {
        let first = column.hops.first().map_or(&column.field, |hop| &hop.field);
        let Some(slot) = self.form.scopes[scope].by_key.get(&first.key).copied() else {
            return Some(Value::Blank);
        };
        let mut value = self.cell(scope, row, slot).content.value.clone();
        for (i, hop) in column.hops.iter().enumerate() {
            let next = column.hops.get(i + 1).map_or(&column.field, |hop| &hop.field);
            value = self.linked(hop.target.as_ref(), &value, &next.key)?;
        }
        Some(value.part(column.part))
    }

    fn linked(&self, target: &Entity, link: &Value, field: &FieldKey) -> Option<Value> {
        let Value::Id(id) = link else { return Some(Value::Blank) };
        match self.context.known.get(&(target.key.clone(), *id)) {
            Some(Linked::Fields(fields)) => Some(fields.get(field).cloned().unwrap_or_default()),
            Some(Linked::Nothing) => Some(Value::Blank),
            None => {
                self.asked.borrow_mut().push((target.key.clone(), *id));
                None
            }
        }
    }
}

/// Whether a formula of a rule or check yields yes; nothing where it yields neither yes nor no.
pub(super) fn truth(value: &formula::Value) -> Option<bool> {
    match value {
        formula::Value::Boolean(truth) => Some(*truth),
        formula::Value::Number(number) => Some(!number.is_zero()),
        _ => None,
    }
}

/// Where a filter asks.
struct Place<'m, 'a> {
    machine: &'m Machine<'a>,
    scope: usize,
    row: Option<usize>,
}

impl Source for Place<'_, '_> {
    fn value(&self, column: &Column) -> Value {
        let rows = self.machine.form.scopes[self.scope].by_key.get(&column.field.key).copied();
        let origin = rows.map(|slot| &self.machine.form.scopes[self.scope].slots[slot].origin);
        if let (Some(Origin::Rows(rows)), true) = (origin, column.hops.is_empty()) {
            // A filter asks of a sub-table only whether it is empty.
            let any = !self.machine.state.tables[*rows].is_empty();
            return if any { Value::Boolean(true) } else { Value::Blank };
        }
        self.machine.column(column, self.scope, self.row).unwrap_or_default()
    }

    fn exists(&self, _: &Arc<Entity>, _: &Arc<Field>, _: &Condition) -> bool {
        false
    }

    fn number(&self) -> i64 {
        0
    }

    fn shared(&self, _: &Share) -> bool {
        false
    }
}
