//! A form is a function of answers.
//!
//! Shape:  [`compile()`] makes a [`CompiledForm`] of a [`definition::FormDocument`] and the entities, or tells everything
//!         that is wrong with it; [`evaluate`] computes values, what is shown, asked for, locked and offered, and the
//!         issues, from answers and a [`Context`]; [`project()`] narrows a form to what somebody may see.
//! Errors: an author's and a user's mistakes are issues in lists; evaluating any answers never fails and never panics.
//! Source: DESIGN §6, docs/spec/forms.md.
//!
//! Architecture Invariant: the same code runs in the browser; nothing here knows a clock, a database or who asks except
//! as an argument.

pub mod answers;
mod compile;
mod context;
pub mod definition;
mod evaluate;
mod evaluation;
mod fit;
mod form;
mod graph;
mod limits;
mod packed;
mod project;
mod session;

pub use compile::{check, compile};
pub use context::{Context, ContextJson, Known, KnownJson, Linked};
pub use evaluate::evaluate;
pub use evaluation::Evaluation;
pub use form::{CompiledForm, Use};
pub use project::{Bundle, RightsByField, project};
pub use session::{Edit, Session};
