//! What the server answers: routes, what they take in, and what they say when they refuse.
//!
//! Architecture Invariant: nothing here names sea-orm or sqlx; a handler extracts, permits, loads, decides and stores
//! through the other modules.

pub mod departments;
pub mod documentation;
pub mod extract;
mod layers;
pub mod me;
pub mod people;
pub mod problem;
pub mod roles;
pub mod router;
pub mod serve;
pub mod session;
pub mod setup;
pub mod system;
pub mod teams;
pub mod test_clock;
pub mod tokens;
pub mod users;
