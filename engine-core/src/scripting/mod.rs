//! Run an administrator's script on a record, in a sandbox.
//!
//! Shape:  `text × Names → Script { footprint }` once, at publish; then
//!         `Script × Inputs × Budget × Deadline → Outcome { value, changes, operations }`.
//! Units:  operations as rhai counts them; decimals exact; `now` is UTC microseconds, `today` the company's day.
//! Errors: a wrong script is a list of [`ScriptIssue`]s; a run that fails is a [`ScriptFault`] and changes nothing.
//! Source: docs/spec/scripts.md; the attacks in tests/scripting_attacks.rs.
//!
//! Architecture Invariant: this folder is the only place that names rhai, and [`Sandbox`] the only thing that builds
//! its engine. A script sees what it is given and nothing else: no clock, no file, no network, no other script. It
//! changes nothing itself: what it assigns comes back as [`Outcome::changes`] for the one write path to judge.

mod compile;
mod fault;
mod footprint;
mod functions;
pub mod limits;
mod memory;
mod record;
mod run;
mod sandbox;
mod syntax;
mod value;

pub use compile::{Names, Script};
pub use fault::{FaultKind, ScriptFault};
pub use footprint::{FieldPath, Footprint};
pub use limits::{BACKGROUND, Budget, RULE};
pub use record::{FieldRefusal, RecordFields, Rows};
pub use run::{Deadline, Inputs, Outcome};
pub use sandbox::Sandbox;
pub use syntax::ScriptIssue;
pub use value::ScriptValue;
