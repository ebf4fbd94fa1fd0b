//! What somebody would see of a whole that is not published.
//!
//! Shape:  a snapshot and an actor → rights on fields. Nothing is executed with it: it mints no permit.

use engine_core::policy::{Action, Right};

use super::{decide, permit::FieldRights};
use crate::{catalog::Snapshot, identity::Actor};

/// Somebody's sight of a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Outlook<'a> {
    snapshot: &'a Snapshot,
    actor: &'a Actor,
}

impl<'a> Outlook<'a> {
    /// What an actor would see.
    pub fn new(snapshot: &'a Snapshot, actor: &'a Actor) -> Outlook<'a> {
        Outlook { snapshot, actor }
    }

    /// The rights on the fields of an entity; `None` when there is no such entity.
    pub fn rights(&self, entity: &str) -> Option<FieldRights> {
        let compiled = self.snapshot.compiled(entity)?;
        let policy = decide::policy(self.snapshot, self.actor, entity);
        Some(decide::rights(self.snapshot, self.actor, &compiled.entity, &policy))
    }

    /// Whether a field of an entity would be read.
    pub fn sees(&self, entity: &str, field: &str) -> bool {
        let policy = decide::policy(self.snapshot, self.actor, entity);
        !policy.scopes(Action::View).is_empty()
            && self.rights(entity).is_some_and(|rights| rights.right(field) >= Right::Readonly)
    }
}
