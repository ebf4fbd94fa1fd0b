//! Proof that a decision was taken.

use std::{marker::PhantomData, sync::Arc};

use engine_core::{
    entity::Mask,
    issue::{Issue, token},
    key::FieldKey,
    plan::{Condition, Viewer},
    policy::{Action, Right, Scope},
};
use indexmap::IndexMap;
use uuid::Uuid;

use crate::{
    catalog::{Compiled, Snapshot},
    identity::Actor,
};

/// Why access says no.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Denied {
    /// There is no such entity.
    #[error("unknown entity")]
    UnknownEntity,
    /// The caller has no such right on the entity.
    #[error("no right to {} {entity}", .action.word())]
    NoRight {
        /// What was asked for.
        action: Action,
        /// On what.
        entity: String,
    },
    /// A field the caller may not use so; the path.
    #[error("no right on field {0}")]
    Field(String),
    /// What was asked for is wrong in itself.
    #[error("{} issues", .0.len())]
    Issues(Vec<Issue>),
    /// The database did not say whether anything is shared.
    #[error("busy")]
    Busy,
}

/// What a person may do with each field of an entity.
#[derive(Clone, Debug, Default)]
pub struct FieldRights(pub(super) IndexMap<FieldKey, Right>);

impl FieldRights {
    /// The right on a field.
    pub fn right(&self, key: &str) -> Right {
        match self.0.get(key) {
            Some(right) => *right,
            None => Right::Hidden,
        }
    }
}

/// What a permit is for.
pub trait ActionMarker: Send + Sync + 'static {
    /// The action.
    const ACTION: Action;
}

macro_rules! markers {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("Marks a permit to ", stringify!($name), ".")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl ActionMarker for $name {
                const ACTION: Action = Action::$name;
            }
        )*
    };
}

markers!(View Create Edit Delete Export Import Print Share Unmask);

/// Proof that `access` said yes. Private fields: only that module makes one.
#[derive(Clone, Debug)]
pub struct Permit<A> {
    pub(super) inner: Arc<Granted>,
    pub(super) action: PhantomData<A>,
}

/// What was granted.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) actor: Actor,
    pub(super) viewer: Viewer,
    pub(super) entity: Arc<Compiled>,
    /// Rows the action may touch.
    pub(super) rows: Condition,
    /// Rows that a new record must be among.
    pub(super) makes: Condition,
    /// Rows the caller may see.
    pub(super) visible: Condition,
    /// Whose shares count, when anything of the entity is shared with the caller.
    pub(super) principals: Option<Vec<Uuid>>,
    pub(super) rights: FieldRights,
}

impl<A: ActionMarker> Permit<A> {
    /// The entity.
    pub fn entity(&self) -> &Arc<Compiled> {
        &self.inner.entity
    }

    /// What was published when the decision was taken.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.inner.snapshot
    }

    /// Who asked.
    pub fn actor(&self) -> &Actor {
        &self.inner.actor
    }

    /// What `me` and relative days mean.
    pub fn viewer(&self) -> &Viewer {
        &self.inner.viewer
    }

    /// Rows the action may touch.
    pub fn rows(&self) -> &Condition {
        &self.inner.rows
    }

    /// The right on a field.
    pub fn right(&self, key: &str) -> Right {
        self.inner.rights.right(key)
    }

    /// Whether the caller has any right to view records of another entity.
    pub fn may_view(&self, entity: &str) -> bool {
        let policy = super::decide::policy(&self.inner.snapshot, &self.inner.actor, entity);
        !policy.scopes(Action::View).is_empty()
    }

    /// What the caller may do with the fields of another entity.
    pub fn rights_on(&self, entity: &Compiled) -> FieldRights {
        let Granted { snapshot, actor, .. } = self.inner.as_ref();
        let policy = super::decide::policy(snapshot, actor, entity.entity.key.as_str());
        super::decide::rights(snapshot, actor, &entity.entity, &policy)
    }

    /// The same grant, for reading what the action just touched.
    pub fn to_view(&self) -> Permit<View> {
        Permit { inner: self.inner.clone(), action: PhantomData }
    }

    /// Refuses fields of an input that the caller may not write, all of them.
    ///
    /// # Errors
    /// With one issue per field.
    pub fn check_written<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Result<(), Denied> {
        let entity = &self.inner.entity.entity;
        let known = |key: &str| entity.own_field(key).is_some() || key == "owner_id" && entity.owner;
        // Nobody writes a computed field: whoever sees it is told so, as of any other wrong value.
        let computed = |key: &str| {
            self.right(key) > Right::Hidden
                && entity.own_field(key).is_some_and(|f| f.kind.rules().computed())
        };
        let issues: Vec<Issue> = keys
            .filter(|key| known(key) && self.right(key) != Right::Editable && !computed(key))
            .map(|key| {
                Issue::new("field_forbidden", token(key), "您不能修改这一项", "you may not write this field")
            })
            .collect();
        if issues.is_empty() { Ok(()) } else { Err(Denied::Issues(issues)) }
    }
}

/// What the right to create says of a record by its owner alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// It may be made.
    Within,
    /// It may not, whatever else it holds.
    Outside,
    /// Only the record itself tells.
    Open,
}

impl Permit<Create> {
    /// Rows that a new record must be among; whether its maker sees it afterwards does not matter.
    pub fn makes(&self) -> &Condition {
        &self.inner.makes
    }
}

impl<A: ActionMarker> Permit<A> {
    /// Whether a record with an owner may be made.
    pub fn making(&self, owner: Option<Uuid>) -> Making {
        let (actor, entity) = (&self.inner.actor, &self.inner.entity.entity);
        let scopes = super::decide::policy(&self.inner.snapshot, actor, entity.key.as_str());
        let scopes = scopes.scopes(Action::Create);
        let own = !entity.owner || owner.is_some() && owner == actor.user();
        let within = |scope: &Scope| match scope {
            Scope::All => true,
            Scope::Own => own,
            Scope::Department | Scope::DepartmentAndBelow => entity.owner && own,
            Scope::None | Scope::Filter(_) => false,
        };
        if scopes.iter().any(within) {
            Making::Within
        } else if scopes.iter().all(|scope| matches!(scope, Scope::None | Scope::Own)) {
            Making::Outside
        } else {
            Making::Open
        }
    }
}

impl Permit<View> {
    /// What else the caller may do: of every action the rows it may touch, `False` without the right.
    ///
    /// # Errors
    /// When a role's own filter is wrong.
    pub fn rows_by_action(&self) -> Result<Vec<(Action, Condition)>, Denied> {
        let Granted { snapshot, actor, viewer, entity, visible, principals, .. } = self.inner.as_ref();
        let entity = &entity.entity;
        let policy = super::decide::policy(snapshot, actor, entity.key.as_str());
        let rows = |action| {
            let principals = principals.as_deref();
            let rows = super::decide::acting(snapshot, entity, &policy, action, viewer, principals, visible);
            Ok((action, rows.map_err(Denied::Issues)?.unwrap_or(Condition::False)))
        };
        Action::ALL.into_iter().map(rows).collect()
    }

    /// The same as [`Permit::hide`] of a record that was put into JSON before.
    pub fn hide_json(&self, record: &mut serde_json::Map<String, serde_json::Value>) {
        let entity = &self.inner.entity.entity;
        let computing = |key: &str| self.inner.snapshot.computing.field(entity.key.as_str(), key);
        record.retain(|key, _| {
            entity.field(key).is_some() && self.right(key) != Right::Hidden && !computing(key)
        });
        for (key, value) in record.iter_mut() {
            if let Some(field) = entity.own_field(key).filter(|_| self.right(key) == Right::Masked) {
                let whole = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                *value = engine_core::kinds::mask(field.mask.unwrap_or(Mask::All), &whole).into();
            }
        }
    }

    /// Takes away what the caller may not see of a record it just wrote, and masks what it may see in part.
    pub fn hide(&self, record: &mut crate::records::record::Record) {
        record
            .values
            .retain(|key, _| key.as_str() != "deleted_at" && self.right(key.as_str()) != Right::Hidden);
        let entity = &self.inner.entity.entity;
        record
            .values
            .retain(|key, _| !self.inner.snapshot.computing.field(entity.key.as_str(), key.as_str()));
        for field in self.inner.entity.entity.fields.values() {
            if self.right(field.key.as_str()) == Right::Masked {
                record.mask(&field.key, field);
            }
        }
    }
}
