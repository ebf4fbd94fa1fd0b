//! What the server answers: routes, what they take in, and what they say when they refuse.
//!
//! Architecture Invariant: nothing here names sea-orm or sqlx; a handler extracts, permits, loads, decides and stores
//! through the other modules.

pub mod answers;
pub mod batch;
pub mod bulk;
pub mod clusters;
pub mod conversions;
mod cursor;
pub mod definitions;
pub mod demo;
pub mod departments;
pub mod documentation;
mod download;
pub mod duplicates;
pub mod entities;
pub mod expand;
pub mod exports;
pub mod extract;
pub mod files;
pub mod form_preview;
pub mod forms;
pub mod formulas;
pub mod handover;
pub mod idempotent;
pub mod import_sample;
pub mod imports;
pub mod keys;
mod layers;
pub mod listing;
pub mod many;
pub mod me;
pub mod merge;
pub mod navigation;
pub mod people;
pub mod problem;
pub mod public_forms;
mod ranges;
pub mod record_actions;
pub mod records;
mod refusals;
pub mod roles;
pub mod router;
pub mod search;
pub mod serve;
pub mod session;
pub mod setup;
pub mod submissions;
pub mod system;
pub mod teams;
pub mod test_clock;
pub mod tokens;
pub mod typed;
pub mod users;
mod views;
