//! A person who comes back from an archive: everything but a password.
//!
//! Architecture Invariant: an archive holds no password and nothing made of one. Until somebody sets a password, none fits.

use super::{check, passwords};

/// What a person's row holds beside what an archive keeps.
#[derive(Clone, Debug)]
pub struct Restored {
    /// In the order of [`Restored::COLUMNS`].
    pub values: [String; 3],
}

impl Restored {
    /// The columns.
    pub const COLUMNS: [&'static str; 3] = ["username_key", "search", "password_hash"];

    /// Of a person with a user name and a name.
    pub fn of(username: &str, name: &str) -> Restored {
        let words = check::search_text(name, username);
        Restored { values: [check::fold(username), words, passwords::NOBODY.to_owned()] }
    }
}
