//! Whether a check fails.

use engine_core::formula;

use super::{Machine, prepared::Ready, read::truth};

impl Machine<'_> {
    /// Whether a check fails in a place; one whose fields are not there does not count.
    pub(super) fn fails(&self, scope: usize, row: Option<usize>, check: usize) -> bool {
        let found = &self.form.scopes[scope];
        let fields = &found.checks[check].fields;
        let there = found.table.is_none_or(|table| self.state.record.cells[table].present);
        if !there || !fields.is_empty() && self.told_at(scope, row, check).is_none() {
            return false;
        }
        match &self.prepared.checks[scope][check] {
            Ready::Formula(formula) => {
                let value = self.formula(formula, scope, row);
                matches!(value, formula::Value::Error(code) if code != formula::ErrorCode::Pending)
                    || truth(&value) == Some(false)
            }
            must => !self.meets(must, scope, row),
        }
    }

    /// The first field of a check that is there.
    pub(super) fn told_at(&self, scope: usize, row: Option<usize>, check: usize) -> Option<usize> {
        let fields = &self.form.scopes[scope].checks[check].fields;
        fields.iter().copied().find(|slot| self.cell(scope, row, *slot).present)
    }
}
