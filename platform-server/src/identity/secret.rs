//! Secrets that only their holder knows: the server keeps a digest.
//!
//! Units:  256 bits from the system's generator, base64url without padding.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// A secret on its way to its holder; never stored, never printed by `Debug`.
pub struct Secret(String);

/// SHA-256 of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Secret {
    /// A new secret, after a prefix that tells people what it is.
    pub fn new(prefix: &str) -> Secret {
        let mut bytes = [0u8; 32];
        fill(&mut bytes);
        Secret(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// A code that people type: two groups of four, without characters that look alike; 40 bits.
    pub fn typed() -> Secret {
        const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let mut bytes = [0u8; 8];
        fill(&mut bytes);
        let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
        let (left, right) = letters.split_at(4);
        Secret(format!("{}-{}", String::from_iter(left), String::from_iter(right)))
    }

    /// A secret that was kept, such as the one of a demonstration.
    pub fn given(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    /// The text, to be handed over.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl Digest {
    /// The digest of a text.
    pub fn of(text: &str) -> Digest {
        Digest(Sha256::digest(text.as_bytes()).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("a system without random numbers cannot keep secrets");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_hide() {
        let (one, other) = (Secret::new("fw_"), Secret::new("fw_"));
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 3 + 43);
        assert_eq!(format!("{one:?} {:?}", one.digest()), "Secret(…) Digest(…)");
        assert_eq!(Digest::of(one.reveal()), one.digest());
    }

    #[test]
    fn typed_codes_are_easy_to_type() {
        let code = Secret::typed();
        assert_eq!(code.reveal().len(), 9);
        assert_eq!(code.reveal().as_bytes()[4], b'-');
        assert!(!code.reveal().contains(['0', 'O', '1', 'I']));
    }
}
