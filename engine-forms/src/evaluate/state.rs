//! What is computed of a form.
//!
//! Shape:  cells by slot, of the record and of each row; rules and checks by place.

use std::sync::Arc;

use engine_core::key::EntityKey;
use uuid::Uuid;

use crate::{
    answers::Answer,
    definition::Hidden,
    form::{CompiledForm, Scope},
    graph::Node,
};

/// What is computed of a form.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(super) record: RowState,
    pub(super) groups: Vec<GroupState>,
    /// Rows by scope; the first is never used.
    pub(crate) tables: Vec<Vec<RowState>>,
}

/// A linked record that must be known.
pub(crate) type Wanted = (EntityKey, Uuid);

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

/// The record, or one row, while it is computed.
#[derive(Debug, Default)]
pub(crate) struct RowState {
    pub(crate) key: RowKey,
    pub(crate) id: Option<Uuid>,
    pub(super) cells: Vec<Cell>,
    /// By rule.
    pub(super) holds: Vec<bool>,
    /// By check.
    pub(super) fails: Vec<bool>,
    /// Linked records that a computation asked for and that are not known.
    pub(super) wanted: Vec<(Node, Wanted)>,
}

/// By what a row is known again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowKey {
    /// The record itself.
    #[default]
    Record,
    /// A row of the stored record, by place.
    Stored(usize),
    /// An answered row, by its number; it lies where it lies among the answers.
    Answered(u64),
}

/// A block while it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GroupState {
    pub(super) shown: bool,
    /// What hid it, or a block around it, does with values.
    pub(super) cleared: Option<Hidden>,
}

impl GroupState {
    /// A block that nothing hides.
    pub(super) const SHOWN: GroupState = GroupState { shown: true, cleared: None };
}

impl State {
    /// Before anything is known.
    pub(crate) fn new(form: &CompiledForm) -> State {
        State {
            record: RowState::new(&form.scopes[0], RowKey::Record, None),
            groups: vec![GroupState::SHOWN; form.groups.len()],
            tables: form.scopes.iter().map(|_| Vec::new()).collect(),
        }
    }

    /// Linked records that must be known before the rest can be told.
    pub(crate) fn wanted(&self) -> Vec<Wanted> {
        let places = std::iter::once(&self.record).chain(self.tables.iter().flatten());
        let mut wanted: Vec<Wanted> =
            places.flat_map(|place| &place.wanted).map(|(_, wanted)| wanted.clone()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }
}

impl RowState {
    pub(super) fn new(scope: &Scope, key: RowKey, id: Option<Uuid>) -> RowState {
        let content = Answer::blank();
        let cell = Cell { content, given: false, present: true, locked: false, cleared: None, set: None };
        RowState {
            key,
            id,
            cells: vec![cell; scope.slots.len()],
            holds: vec![false; scope.rules.len()],
            fails: vec![false; scope.checks.len()],
            wanted: Vec::new(),
        }
    }
}
