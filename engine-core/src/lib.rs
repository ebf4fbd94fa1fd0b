//! The nouns that three engines share, and the sandbox for scripts.
//!
//! Shape:  plain values in, values and issues out; one noun per file.
//! Errors: a user's mistake is an [`issue::Issue`] in a list, never an `Err` that stops at the first.
//! Source: docs/spec/, one page per noun.
//!
//! Architecture Invariant: nothing here reads a clock, a file, the environment or the network, and nothing here
//! knows SQL or HTTP. What must be known of the world is an argument.

pub mod cluster;
pub mod company;
pub mod definition;
pub mod duplicate;
pub mod entity;
pub mod filter;
pub mod formula;
pub mod issue;
pub mod key;
pub mod kinds;
pub mod labels;
pub mod moment;
pub mod packed;
pub mod pattern;
pub mod plan;
pub mod policy;
pub mod reading;
#[cfg(feature = "scripting")]
pub mod scripting;
pub mod text;
pub mod value;
pub mod view;
pub mod zone;
