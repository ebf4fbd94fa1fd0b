//! The record store: the one function that changes records, and the one that reads them.
//!
//! Shape:  reads take a [`Narrowed`](crate::access::Narrowed) plan; writes take a [`Permit`](crate::access::Permit) and
//!         go permit → validate → compute → write → change log → roll-ups in one transaction.
//! Errors: [`StoreError`].
//! Source: DESIGN §2.3, §2.4, §5.

mod actions;
mod apart;
pub mod archive;
mod as_of;
mod atomic;
mod backfill;
mod blocks;
mod bulk;
mod clean;
mod clusters;
mod compute;
mod conversion;
mod create;
mod draft;
mod duplicates;
mod existence;
mod expiry;
mod exported;
mod files;
mod handover;
mod held;
mod history;
mod input;
mod links;
mod load;
mod lots;
mod making;
mod matching;
mod merge;
mod moved;
mod numbers;
mod once;
mod page;
pub mod public;
mod purge;
mod references;
mod remove;
mod roll_ups;
mod row;
mod share;
mod sweep;
mod take_back;
mod undo;
mod unite;
mod unmask;
mod update;

use std::sync::Arc;

pub use atomic::{BatchView, Operation};
pub use bulk::{Bulk, BulkChange, Skipped, several};
pub use clusters::{Cluster, ClusterPage, Suspect};
pub use compute::{record_value, row_value};
pub use conversion::Conversion;
pub use create::Insert;
pub use duplicates::Duplicate;
pub use handover::Handover;
pub use history::{HistoryEntry, HistoryPage};
pub use input::Input;
pub use making::refused_owner;
pub use matching::{Found, Reach};
pub use merge::Merge;
pub use page::{CountMode, Page};
pub(crate) use remove::DEEPEST as DEEPEST_DELETE;
pub(crate) use roll_ups::DEEPEST as DEEPEST_ROLL_UP;
pub use share::{ShareLevel, SharePrincipal, ShareView};
pub use undo::{Begun, Undoing, Undone, UndoneKept};
pub use update::{FieldConflict, Revision};

use super::{changes::Stamp, reader::Reader, reservation, writer::Writer};
use crate::{clock::Clock, identity::Actor};

pub use super::error::StoreError;

/// The record store.
#[derive(Clone)]
pub struct Store {
    pub(super) reader: Reader,
    pub(super) writer: Writer,
    pub(super) clock: Arc<Clock>,
    blocks: blocks::Blocks,
}

impl Store {
    /// A store over a database.
    pub fn new(reader: Reader, writer: Writer, clock: Arc<Clock>) -> Store {
        Store { reader, writer, clock, blocks: blocks::Blocks::default() }
    }

    /// The way records are written, for the sequencer that follows it.
    pub fn writer(&self) -> Writer {
        self.writer.clone()
    }

    /// Where records are read, for the examination of the log.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Who and when, for a write that starts now.
    pub fn stamp(&self, actor: &Actor) -> Stamp {
        self.stamp_of(actor.user())
    }

    /// The same by a person's id; nobody's for the system's own writes.
    pub(super) fn stamp_of(&self, actor: Option<uuid::Uuid>) -> Stamp {
        let (at, zone, reservation) = (self.clock.now(), self.clock.zone().clone(), reservation::reserved());
        Stamp { actor, at, batch: None, zone, reservation, sender: None }
    }

    /// The same, for a write that one undo takes back.
    pub fn batch_stamp(&self, actor: &Actor) -> Stamp {
        Stamp { batch: Some(self.clock.id()), ..self.stamp(actor) }
    }

    /// What formulas may know of the world.
    pub fn formula_context(&self) -> engine_core::formula::Context {
        engine_core::formula::Context::at(self.clock.now(), self.clock.zone().clone())
    }
}
