//! Passwords: what is accepted, and how it is kept.
//!
//! Units:  8 to 128 characters; argon2id with 19 MiB, two passes, one lane.
//! Errors: issues for a password that is no good; 503 when too many are being checked at once.
//! Source: OWASP ASVS 5.0 §6.2 and §11.4.2.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use engine_core::issue::Issue;
use tokio::sync::Semaphore;

use crate::http::problem::{Code, Problem};

/// Verified in place of an account that does not exist, so that both take equally long. It is nobody's password: its
/// salt and hash were made up.
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Zm9ybXdvcmtub2JvZHk$b1dGbmdvY2V4aXN0c2FzYXBhc3N3b3JkaGFzaGF0YWw";

const PATIENCE: Duration = Duration::from_secs(10);

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Hashes and verifies, as many at once as there are cores, off the async threads.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Passwords {
        Passwords::new()
    }
}

impl Passwords {
    /// One turn per core.
    pub fn new() -> Passwords {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Passwords { turns: Arc::new(Semaphore::new(cores)) }
    }

    /// The hash to store for a password.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let password = password.to_owned();
        let hashed = self.turn(move || Argon2::default().hash_password(password.as_bytes())).await?;
        hashed.map(|hash| hash.to_string()).map_err(Problem::internal)
    }

    /// Whether a password is the one whose hash is stored. Without a stored hash the answer is no, after as long.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Problem> {
        let known = stored.is_some();
        let (password, stored) = (password.to_owned(), stored.unwrap_or(NOBODY).to_owned());
        let same = self.turn(move || matches(&password, &stored)).await?;
        Ok(same && known)
    }

    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let busy = || Problem::new(Code::Busy).retry_after(2);
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned());
        let permit = turn.await.map_err(|_| busy())?.map_err(Problem::internal)?;
        let work = move || {
            let done = work();
            drop(permit);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
    }
}

fn matches(password: &str, stored: &str) -> bool {
    let parsed = PasswordHash::new(stored);
    parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Whether a password may be chosen; what is wrong with it goes to `issues`.
pub(super) fn check(password: &str, username: &str, pointer: &str, issues: &mut Vec<Issue>) {
    let length = password.chars().count();
    let folded = password.to_lowercase();
    let named = username.chars().count() >= 4 && folded.contains(&username.to_lowercase());
    if !(8..=128).contains(&length) {
        let (chinese, english) = ("密码需要 8 到 128 个字符", "A password has 8 to 128 characters");
        issues.push(Issue::new("password_length", pointer, chinese, english));
    } else if COMMON.contains(folded.as_str()) || same_character(password) {
        let (chinese, english) =
            ("这个密码太常见，容易被猜到", "This password is too common and easily guessed");
        issues.push(Issue::new("password_common", pointer, chinese, english));
    } else if named {
        let (chinese, english) = ("密码中不要包含用户名", "A password may not hold the user name");
        issues.push(Issue::new("password_name", pointer, chinese, english));
    }
}

fn same_character(password: &str) -> bool {
    let mut characters = password.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> Option<String> {
        let mut issues = Vec::new();
        check(password, "lihua", "/password", &mut issues);
        issues.pop().map(|issue| issue.code.into_owned())
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert_eq!(refused("short").as_deref(), Some("password_length"));
        assert_eq!(refused(&"长".repeat(129)).as_deref(), Some("password_length"));
        assert_eq!(refused("Woaini1314").as_deref(), Some("password_common"));
        assert_eq!(refused("password1").as_deref(), Some("password_common"));
        assert_eq!(refused("zzzzzzzzzzzz").as_deref(), Some("password_common"));
        assert_eq!(refused("LiHua-2026").as_deref(), Some("password_name"));
        assert_eq!(refused("correct horse battery"), None);
        assert_eq!(refused("正确的马电池订书钉"), None);
    }

    #[tokio::test]
    async fn only_the_same_password_verifies() {
        let passwords = Passwords::new();
        let stored = passwords.hash("correct horse battery").await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse battery", Some(&stored)).await.expect("verified"));
        assert!(!passwords.verify("correct horse batterz", Some(&stored)).await.expect("verified"));
        assert!(!passwords.verify("correct horse battery", None).await.expect("verified"));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).expect("well formed");
        let params = argon2::Params::try_from(&nobody).expect("parameters");
        assert_eq!(params.m_cost(), Argon2::default().params().m_cost());
        assert_eq!(params.t_cost(), Argon2::default().params().t_cost());
    }
}
