//! Whether a field or block is there, and whether anybody may change it.
//!
//! Shape:  each tells whether it came out another than before.

use super::{GroupState, Machine};
use crate::{
    definition::{FormRight, Hidden},
    form::Reach,
};

impl Machine<'_> {
    pub(super) fn group(&mut self, group: usize) -> bool {
        let found = &self.form.groups[group];
        let around = found.parent.map_or(GroupState::SHOWN, |parent| self.state.groups[parent]);
        let hidden = self.hidden(&found.reach, 0, None);
        let state =
            GroupState { shown: around.shown && hidden.is_none(), cleared: around.cleared.max(hidden) };
        std::mem::replace(&mut self.state.groups[group], state) != state
    }

    /// What the rules that hide something now do with its value, the most clearing of them; nothing while it is shown.
    fn hidden(&self, reach: &Reach, scope: usize, row: Option<usize>) -> Option<Hidden> {
        let holds = |(rule, _): &&(usize, Hidden)| self.holds(scope, row, *rule);
        let unshown = if reach.show.iter().any(|shows| holds(&shows)) { &[][..] } else { &reach.show[..] };
        unshown.iter().chain(reach.hide.iter().filter(holds)).map(|(_, hidden)| *hidden).max()
    }

    pub(super) fn cell_state(&mut self, scope: usize, row: Option<usize>, slot: usize) -> bool {
        let found = &self.form.scopes[scope].slots[slot];
        let around = found.group.map_or(GroupState::SHOWN, |group| self.state.groups[group]);
        let table = self.form.scopes[scope].table.map(|table| &self.state.record.cells[table]);
        let right = self.prepared.right(scope, slot);
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
        let before = (cell.present, cell.locked, cell.cleared, cell.set);
        (cell.present, cell.locked, cell.cleared, cell.set) = (present, locked, cleared, set);
        before != (present, locked, cleared, set)
    }

    fn group_locked(&self, mut group: Option<usize>) -> bool {
        while let Some(index) = group {
            let found = &self.form.groups[index];
            if found.lock.iter().any(|rule| self.state.record.holds[*rule]) {
                return true;
            }
            group = found.parent;
        }
        false
    }
}
