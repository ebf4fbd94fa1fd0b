//! Who people are, and how they prove it.
//!
//! Shape:  a cookie or a token → [`Actor`]; users, departments, teams, sessions, tokens and the setup code.
//! Units:  secrets are 256 random bits, stored as SHA-256; passwords are argon2id.
//! Errors: [`Problem`](crate::http::problem::Problem)s; a wrong password and an unknown name are the same one.
//! Source: DESIGN §9; numbers in docs/spec/limits.md.

mod actor;
pub mod attempts;
pub mod check;
pub mod credentials;
pub mod departments;
pub mod handover;
pub mod log;
pub mod names;
mod organisation;
mod passwords;
pub mod people;
pub mod principals;
mod restored;
mod secret;
pub mod sessions;
pub mod setup;
pub mod teams;
pub mod tokens;
pub mod users;

use crate::app::App;
use crate::http::problem::Problem;

pub use actor::{Actor, Principal, Scope, Via};
pub use passwords::Passwords;
pub use restored::Restored;
pub use secret::{Digest, Secret};

/// What the process keeps in memory about people: nothing that matters for longer than half a second.
#[derive(Debug)]
pub struct Identity {
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    principals: principals::Cache,
    cookie: &'static str,
}

impl Identity {
    /// `secure` says that browsers reach this server by HTTPS alone.
    pub fn new(secure: bool) -> Identity {
        let cookie = if secure { "__Host-formwork" } else { "formwork" };
        Identity { passwords: Passwords::new(), principals: principals::Cache::default(), cookie }
    }

    /// Name of the session cookie.
    pub fn cookie(&self) -> &'static str {
        self.cookie
    }

    /// Who a session cookie belongs to, if it still holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn by_session(&self, app: &App, secret: &str) -> Result<Option<Actor>, Problem> {
        let digest = Digest::of(secret);
        self.principals.get(digest, || principals::of_session(app, digest)).await
    }

    /// Who an API token acts as, if it still holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn by_token(&self, app: &App, secret: &str) -> Result<Option<Actor>, Problem> {
        let digest = Digest::of(secret);
        self.principals.get(digest, || principals::of_token(app, digest)).await
    }

    /// Forgets who everybody is, after a change to rights; other replicas forget within half a second.
    pub fn forget(&self) {
        self.principals.clear();
    }
}
