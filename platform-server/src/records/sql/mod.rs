//! SQL text, composed and never executed here.
//!
//! Shape:  plan → [`Statement`] (text and binds) per dialect.
//! Source: golden files in tests/golden/sql.
//!
//! Architecture Invariant: a statement is made of literals of this program, [`Name`](super::names::Name)s and binds.
//! No text of a user can reach the SQL text, because nothing here accepts a `&str` that is not `'static`.

pub mod aggregate;
pub mod codec;
pub mod condition;
pub mod expression;
pub mod rows;
mod segment;
pub mod select;
pub mod statement;
pub mod term;
pub mod words;
pub mod write;

pub use expression::Lowering;
pub use rows::Rows;
pub use statement::{Alias, Bind, Statement};
