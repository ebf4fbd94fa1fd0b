//! Who may do what: roles as written, and what several of them add up to.
//!
//! Shape:  a role gives, per entity, a row scope per action and a right per field; deny by default.
//! Source: DESIGN §9, docs/spec/definitions.md "role".

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    filter::Filter,
    key::{DefinitionKey, EntityKey, FieldKey},
    labels::Labels,
};

/// What one may do with records of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the plain word")]
pub enum Action {
    View,
    Create,
    Edit,
    Delete,
    Export,
    Import,
    Print,
    Share,
    Unmask,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 9] = [
        Action::View,
        Action::Create,
        Action::Edit,
        Action::Delete,
        Action::Export,
        Action::Import,
        Action::Print,
        Action::Share,
        Action::Unmask,
    ];

    /// The word in definitions.
    pub fn word(self) -> &'static str {
        match self {
            Action::View => "view",
            Action::Create => "create",
            Action::Edit => "edit",
            Action::Delete => "delete",
            Action::Export => "export",
            Action::Import => "import",
            Action::Print => "print",
            Action::Share => "share",
            Action::Unmask => "unmask",
        }
    }
}

/// Which records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// None.
    None,
    /// Those one owns; those shared with one are always included.
    Own,
    /// Those of one's departments.
    Department,
    /// Those of one's departments and everything below.
    DepartmentAndBelow,
    /// All.
    All,
    /// Those that meet a filter.
    Filter(Filter),
}

/// What one may do with a field; ordered from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Not even that it exists.
    Hidden,
    /// That it has a value, in part.
    Masked,
    /// Its value.
    Readonly,
    /// Change it.
    Editable,
}

/// What a role says about one entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityPolicy {
    /// Row scope per action; an absent one is `none`.
    #[serde(default)]
    pub actions: IndexMap<Action, Scope>,
    /// Right per field; an absent one is `editable`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<FieldKey, Right>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// A role as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleDocument {
    /// 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// Identity.
    pub key: DefinitionKey,
    /// Owning app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<DefinitionKey>,
    /// What people read.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// What the role is for.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub description: Labels,
    /// Every action on everything, and the right to publish and to manage people.
    #[serde(default, skip_serializing_if = "is_false")]
    pub admin: bool,
    /// Policy per entity.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub entities: IndexMap<EntityKey, EntityPolicy>,
}

/// What a person's roles add up to on one entity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    scopes: Vec<(Action, Scope)>,
    fields: Option<IndexMap<FieldKey, Right>>,
    everything: bool,
}

impl Policy {
    /// What an admin may do: everything.
    pub fn everything() -> Policy {
        Policy { everything: true, ..Policy::default() }
    }

    /// One action on all records with every field, and nothing else.
    pub fn only(action: Action) -> Policy {
        Policy { scopes: vec![(action, Scope::All)], fields: Some(IndexMap::new()), everything: false }
    }

    /// Adds what one more role says. Rows add up; of a field the widest right of the roles that let one view the
    /// entity wins.
    pub fn add(&mut self, policy: &EntityPolicy) {
        let views = policy.actions.get(&Action::View).is_some_and(|s| *s != Scope::None);
        for (action, scope) in &policy.actions {
            if *scope != Scope::None && !self.scopes.contains(&(*action, scope.clone())) {
                self.scopes.push((*action, scope.clone()));
            }
        }
        if !views {
            return;
        }
        self.fields = Some(match self.fields.take() {
            None => policy.fields.clone(),
            Some(before) => before
                .into_iter()
                .filter_map(|(key, right)| {
                    policy.fields.get(&key).map(|other| (key.clone(), right.max(*other)))
                })
                .collect(),
        });
    }

    /// The scopes whose rows add up for an action; empty means none.
    pub fn scopes(&self, action: Action) -> Vec<Scope> {
        if self.everything {
            return vec![Scope::All];
        }
        self.scopes.iter().filter(|(a, _)| *a == action).map(|(_, s)| s.clone()).collect()
    }

    /// The right on a field.
    pub fn right(&self, field: &str) -> Right {
        if self.everything {
            return Right::Editable;
        }
        match &self.fields {
            Some(fields) => fields.get(field).copied().unwrap_or(Right::Editable),
            None => Right::Hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(view: Scope, right: Option<Right>) -> EntityPolicy {
        let phone = FieldKey::parse("phone").expect("key");
        EntityPolicy {
            actions: [(Action::View, view)].into_iter().collect(),
            fields: right.into_iter().map(|r| (phone.clone(), r)).collect(),
        }
    }

    #[test]
    fn nothing_is_allowed_unless_said() {
        let none = Policy::default();
        assert!(Action::ALL.iter().all(|a| none.scopes(*a).is_empty()));
        assert_eq!(none.right("phone"), Right::Hidden);
    }

    #[test]
    fn one_action_is_no_other() {
        let only = Policy::only(Action::Create);
        assert_eq!(only.scopes(Action::Create), [Scope::All]);
        assert!(Action::ALL.iter().filter(|a| **a != Action::Create).all(|a| only.scopes(*a).is_empty()));
        assert_eq!(only.right("phone"), Right::Editable);
    }

    #[test]
    fn roles_add_up() {
        let mut sum = Policy::default();
        sum.add(&policy(Scope::Own, Some(Right::Hidden)));
        sum.add(&policy(Scope::Department, Some(Right::Masked)));
        assert_eq!(sum.scopes(Action::View), [Scope::Own, Scope::Department]);
        assert_eq!(sum.right("phone"), Right::Masked);
        sum.add(&policy(Scope::None, None));
        assert_eq!(sum.right("phone"), Right::Masked, "a role that shows nothing widens nothing");
        sum.add(&policy(Scope::All, None));
        assert_eq!(sum.right("phone"), Right::Editable);
    }
}
