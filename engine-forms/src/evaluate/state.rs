//! Whether a field or block is there, and whether anybody may change it.

use super::{GroupState, Machine};
use crate::{
    context::Context,
    definition::{FormRight, Hidden},
    form::{CompiledForm, Reach, Scope, Slot},
};

/// Rights by scope and slot; empty where nothing is narrowed. A column goes by the name `items.price`.
pub(super) fn rights(form: &CompiledForm, context: &Context) -> Vec<Vec<FormRight>> {
    let of = |scope: &Scope| {
        let table = scope.table.map(|table| &form.scopes[0].slots[table].field.key);
        let right = |slot: &Slot| match table {
            None => context.right(slot.field.key.as_str()),
            Some(table) => context.right(&format!("{table}.{}", slot.field.key)),
        };
        if context.rights.is_empty() { Vec::new() } else { scope.slots.iter().map(right).collect() }
    };
    form.scopes.iter().map(of).collect()
}

impl Machine<'_> {
    pub(super) fn group(&mut self, group: usize) {
        let found = &self.form.groups[group];
        let around = found.parent.map_or(GroupState { shown: true, cleared: None }, |p| self.groups[p]);
        let hidden = self.hidden(&found.reach, 0, None);
        self.groups[group] =
            GroupState { shown: around.shown && hidden.is_none(), cleared: around.cleared.max(hidden) };
    }

    /// What the rules that hide something now do with its value, the most clearing of them; nothing while it is shown.
    fn hidden(&self, reach: &Reach, scope: usize, row: Option<usize>) -> Option<Hidden> {
        let holds = |(rule, _): &&(usize, Hidden)| self.holds(scope, row, *rule);
        let unshown = if reach.show.iter().any(|shows| holds(&shows)) { &[][..] } else { &reach.show[..] };
        unshown.iter().chain(reach.hide.iter().filter(holds)).map(|(_, hidden)| *hidden).max()
    }

    pub(super) fn state(&mut self, scope: usize, row: Option<usize>, slot: usize) {
        let found = &self.form.scopes[scope].slots[slot];
        let around = found.group.map_or(GroupState { shown: true, cleared: None }, |g| self.groups[g]);
        let table = self.form.scopes[scope].table.map(|table| &self.record[table]);
        let right = self.right(scope, slot);
        let own = self.hidden(&found.reach, scope, row);
        let present = found.placed
            && !found.unseen
            && right != FormRight::Hidden
            && around.shown
            && own.is_none()
            && table.is_none_or(|table| table.present);
        let set = found.set.iter().find(|(rule, _)| self.holds(scope, row, *rule));
        let set = set.map(|(rule, _)| *rule);
        let locked = found.readonly
            || set.is_some()
            || right <= FormRight::Readonly
            || found.lock.iter().any(|rule| self.holds(scope, row, *rule))
            || self.group_locked(found.group)
            || table.is_some_and(|table| table.locked);
        let cleared = around.cleared.max(own).filter(|hidden| *hidden != Hidden::Keep);
        let cell = self.cell_mut(scope, row, slot);
        cell.present = present;
        cell.locked = locked;
        cell.cleared = cleared;
        cell.set = set;
    }

    fn group_locked(&self, mut group: Option<usize>) -> bool {
        while let Some(index) = group {
            let found = &self.form.groups[index];
            if found.lock.iter().any(|rule| self.holds[*rule]) {
                return true;
            }
            group = found.parent;
        }
        false
    }

    /// The right on a field or column.
    pub(super) fn right(&self, scope: usize, slot: usize) -> FormRight {
        self.rights[scope].get(slot).copied().unwrap_or(FormRight::Editable)
    }
}
