//! Who asks, with everything a decision about rights needs.

use std::ops::Deref;
use std::sync::Arc;

use engine_core::{issue::Language, key::DefinitionKey};
use uuid::Uuid;

use super::Digest;

/// Whoever a request acts for; cheap to clone.
#[derive(Clone, Debug)]
pub struct Actor(Arc<Principal>);

/// What is known of an actor.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The user; nil for the operator.
    pub id: Uuid,
    /// What others read.
    pub name: String,
    /// The language it prefers.
    pub locale: Language,
    /// Whether it may administer.
    pub admin: bool,
    /// Its roles.
    pub roles: Vec<DefinitionKey>,
    /// The departments it works in.
    pub departments: Vec<Uuid>,
    /// Those and everything below them.
    pub department_tree: Vec<Uuid>,
    /// The department its records are stamped with.
    pub main_department: Option<Uuid>,
    /// Its teams.
    pub teams: Vec<Uuid>,
    /// How it proved who it is.
    pub via: Via,
}

impl Principal {
    fn bare(id: Uuid, name: &str, via: Via) -> Principal {
        Principal {
            id,
            name: name.to_owned(),
            locale: Language::Chinese,
            admin: false,
            roles: Vec::new(),
            departments: Vec::new(),
            department_tree: Vec::new(),
            main_department: None,
            teams: Vec::new(),
            via,
        }
    }
}

/// How an actor proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A browser that is signed in.
    Session(Digest),
    /// A program with a token.
    Token {
        /// Which token.
        id: Uuid,
        /// What it may be used for.
        scopes: Vec<Scope>,
    },
    /// The command line.
    Operator,
    /// A public form: it makes records through this one and does nothing else.
    Form(DefinitionKey),
}

/// What an API token may be used for, within its user's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reading.
    Read,
    /// Changing records.
    Write,
    /// Administration.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 3] = [Scope::Read, Scope::Write, Scope::Admin];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Admin => "admin",
        }
    }

    pub(super) fn join(scopes: &[Scope]) -> String {
        scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn split(text: &str) -> Vec<Scope> {
        text.split(' ').filter_map(|word| Scope::ALL.into_iter().find(|scope| scope.name() == word)).collect()
    }
}

impl Via {
    /// Whether it may be used for something.
    pub fn allows(&self, scope: Scope) -> bool {
        match self {
            Via::Token { scopes, .. } => scopes.contains(&scope),
            Via::Session(_) | Via::Operator => true,
            Via::Form(_) => false,
        }
    }
}

impl Actor {
    /// The role whose holders administer.
    pub const ADMIN: &str = "admin";

    /// The command line: an administrator who is no user.
    pub fn operator() -> Actor {
        Principal { admin: true, ..Principal::bare(Uuid::nil(), "operator", Via::Operator) }.into()
    }

    /// The same person with one role alone, as an administrator looks at what others will see.
    #[must_use]
    pub fn with_role(&self, role: DefinitionKey) -> Actor {
        Principal { admin: false, roles: vec![role], ..Principal::clone(self) }.into()
    }

    /// Whoever sends a public form: nobody we know, without a role, a department or a team.
    pub fn of_form(form: &DefinitionKey) -> Actor {
        Principal::bare(Uuid::nil(), form.as_str(), Via::Form(form.clone())).into()
    }

    /// A user whose rights do not matter yet, because it has just signed in.
    pub(super) fn signing_in(id: Uuid, name: &str, session: Digest) -> Actor {
        Principal::bare(id, name, Via::Session(session)).into()
    }

    /// The user, when it is one.
    pub fn user(&self) -> Option<Uuid> {
        (!self.id.is_nil()).then_some(self.id)
    }
}

impl From<Principal> for Actor {
    fn from(principal: Principal) -> Actor {
        Actor(Arc::new(principal))
    }
}

impl Deref for Actor {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.0
    }
}
