//! What is asked of a user, checked without looking anything up.

use engine_core::issue::{Issue, Language};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::problem::{Code, Problem, refuse};
use crate::identity::{Actor, check, passwords};

/// A user to be made, or what to change of one; what is absent stays as it is, `null` clears.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = UserDraft)]
pub struct Draft {
    /// Name to sign in with.
    pub username: Option<String>,
    /// Name that others read.
    pub name: Option<String>,
    /// New password.
    pub password: Option<String>,
    /// Phone number; also signs in.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    /// E-mail address; also signs in.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
    /// `zh-CN` or `en`.
    pub locale: Option<String>,
    /// Whether it may sign in.
    pub active: Option<bool>,
    /// Main department.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    pub department_id: Option<Option<Uuid>>,
    /// All its departments.
    pub department_ids: Option<Vec<Uuid>>,
    /// Its roles.
    pub role_keys: Option<Vec<String>>,
    /// Its teams.
    pub team_ids: Option<Vec<Uuid>>,
}

impl Draft {
    /// An administrator and nothing else.
    pub fn administrator(username: &str, name: &str, password: &str) -> Draft {
        Draft {
            username: Some(username.to_owned()),
            name: Some(name.to_owned()),
            password: Some(password.to_owned()),
            role_keys: Some(vec![Actor::ADMIN.to_owned()]),
            ..Draft::default()
        }
    }
}

/// A draft whose values are well formed.
#[derive(Clone, Debug, Default)]
pub struct Ready {
    pub(super) username: Option<String>,
    pub(super) name: Option<String>,
    pub(super) password_hash: Option<String>,
    pub(super) phone: Option<Option<String>>,
    pub(super) email: Option<Option<String>>,
    pub(super) locale: Option<String>,
    pub(super) active: Option<bool>,
    pub(super) department: Option<Option<Uuid>>,
    pub(super) departments: Option<Vec<Uuid>>,
    pub(super) roles: Option<Vec<String>>,
    pub(super) teams: Option<Vec<Uuid>>,
}

/// Checks the draft of a new user and hashes its password.
///
/// # Errors
/// Every issue, or no time to hash.
pub async fn prepare(app: &App, draft: Draft) -> Result<Ready, Problem> {
    let mut issues = Vec::new();
    for (pointer, absent) in [
        ("/username", draft.username.is_none()),
        ("/name", draft.name.is_none()),
        ("/password", draft.password.is_none()),
    ] {
        if absent {
            issues.push(check::issue("required", pointer, "不能为空", "This is required"));
        }
    }
    let username = draft.username.clone().unwrap_or_default();
    let mut ready = finish(app, draft, &username, issues).await?;
    ready.locale.get_or_insert_with(|| Language::Chinese.tag().to_owned());
    ready.active.get_or_insert(true);
    Ok(ready)
}

/// Checks what to change of a user who signs in as `username` so far.
pub(super) async fn prepare_change(app: &App, draft: Draft, username: &str) -> Result<Ready, Problem> {
    let username = draft.username.clone().unwrap_or_else(|| username.to_owned());
    finish(app, draft, &username, Vec::new()).await
}

async fn finish(app: &App, draft: Draft, username: &str, mut issues: Vec<Issue>) -> Result<Ready, Problem> {
    let found = &mut issues;
    let mut ready = Ready {
        username: draft.username.map(|given| check::username(&given, "/username", found)),
        name: draft.name.map(|given| check::name(&given, "/name", found)),
        password_hash: None,
        phone: draft.phone.map(|given| given.and_then(|given| check::phone(&given, "/phone", found))),
        email: draft.email.map(|given| given.and_then(|given| check::email(&given, "/email", found))),
        locale: draft.locale.map(|given| check::locale(&given, "/locale", found)),
        active: draft.active,
        department: draft.department_id,
        departments: draft.department_ids.map(once_each),
        roles: draft.role_keys.map(|given| check::roles(&given, "/role_keys", found)),
        teams: draft.team_ids.map(once_each),
    };
    if let Some(password) = &draft.password {
        passwords::check(password, username, "/password", found);
    }
    refuse(Code::Invalid, issues)?;
    if let Some(password) = &draft.password {
        ready.password_hash = Some(app.identity.passwords.hash(password).await?);
    }
    Ok(ready)
}

fn once_each(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}

/// Tells `null` from absent.
pub(in crate::identity) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    source: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(source).map(Some)
}
