//! What the server answers: routes, what they take in, and what they say when they refuse.
//!
//! Architecture Invariant: nothing here names sea-orm or sqlx; a handler extracts, permits, loads, decides and stores
//! through the other modules.

pub mod problem;
