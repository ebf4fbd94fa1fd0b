//! The formula language: Excel-like text, a typed tree, a value.
//!
//! Shape:  [`parse`] makes a [`Formula`]; [`Formula::resolve`] checks it against [`FieldTypes`]; [`Formula::evaluate`]
//!         computes it from [`Fields`] and a [`Context`].
//! Units:  exact decimals of 28 digits; moments in UTC microseconds; positions in characters.
//! Errors: the author's mistakes are [`FormulaIssue`]s; what goes wrong in a computation is a [`Value::Error`].
//! Source: docs/spec/formulas.md.
//!
//! Architecture Invariant: no clock, no host time zone, no floating point, no I/O; any text and any tree give the same
//! answer everywhere, and none makes it panic.

mod capital;
mod check;
mod combine;
mod context;
mod convert;
mod criterion;
mod depends;
mod evaluate;
mod format;
mod format_number;
mod functions;
mod iso;
mod issue;
mod json;
mod lex;
pub mod limits;
mod number;
mod operate;
mod packed;
mod parse;
mod print;
mod shape;
mod spelling;
mod stored;
mod tree;
mod types;
mod value;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use context::{Context, Fields};
pub use depends::Depends;
pub use evaluate::Outcome;
pub use functions::{Function, Parameter, functions};
pub use issue::FormulaIssue;
pub use json::BadJson;
pub use shape::BadTree;
pub use stored::stored;
pub use tree::{BadFieldPath, Expression, FieldPath, Node, Operator, Span};
pub use types::{FieldTypes, Item, Type};
pub use value::{ErrorCode, Value};

/// A formula within the limits. Its JSON is its tree; its `Display` is text that parses to the same tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Node", into = "Node")]
pub struct Formula {
    tree: Node,
}

/// Parses a text.
pub fn parse(text: &str) -> Result<Formula, Vec<FormulaIssue>> {
    parse::tree(text).map(|tree| Formula { tree }).map_err(|issue| vec![issue])
}

impl Formula {
    /// The tree.
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// The type of the result and everything wrong with the formula.
    pub fn check(&self, fields: &dyn FieldTypes) -> (Type, Vec<FormulaIssue>) {
        let (_, found, issues) = self.resolve(fields);
        (found, issues)
    }

    /// As [`Formula::check`], and the formula to store: its operators between dates are definite, so that a blank date
    /// gives a blank instead of counting as zero.
    pub fn resolve(&self, fields: &dyn FieldTypes) -> (Formula, Type, Vec<FormulaIssue>) {
        let mut tree = self.tree.clone();
        let (found, issues) = check::Checker::run(&mut tree, fields);
        (Formula { tree }, found, issues)
    }

    /// What it reads.
    pub fn depends(&self) -> Depends {
        Depends::of(&self.tree)
    }

    /// Its value.
    pub fn evaluate(&self, fields: &dyn Fields, context: &Context) -> Value {
        self.explain(fields, context).value
    }

    /// Its value and, for an error, the place where it arose.
    pub fn explain(&self, fields: &dyn Fields, context: &Context) -> Outcome {
        evaluate::Machine::run(&self.tree, fields, context)
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.fmt(f)
    }
}

impl TryFrom<Node> for Formula {
    type Error = BadTree;

    fn try_from(tree: Node) -> Result<Formula, BadTree> {
        shape::check(&tree)?;
        Ok(Formula { tree })
    }
}

impl From<Formula> for Node {
    fn from(formula: Formula) -> Node {
        formula.tree
    }
}
