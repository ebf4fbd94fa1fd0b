//! Whether a tree that came as JSON could have been parsed from text.
//!
//! Source: docs/spec/formulas.md §6 and §8.

use rust_decimal::Decimal;

use super::limits;
use super::tree::{Expression, Node};

/// A tree that no text gives.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTree {
    /// Beyond the limits.
    #[error("a formula has at most {nodes} nodes and {depth} levels", nodes = limits::NODES, depth = limits::DEPTH)]
    TooLarge,
    /// A chain whose operands do not match its operators.
    #[error("a chain has operators of one rank and one operand more than operators")]
    BadChain,
    /// A negative literal.
    #[error("a literal number is not negative: negate it")]
    NegativeLiteral,
    /// A literal that is too long.
    #[error("a literal text has at most {0} characters")]
    LongText(usize),
    /// Not the name of a function.
    #[error("`{0}` is no name of a function: use letters, digits, `_` and `.`, in capitals")]
    BadFunction(String),
    /// An empty place that is no argument.
    #[error("only an argument of a function may be left out")]
    BadBlank,
}

pub(super) fn check(node: &Node) -> Result<(), BadTree> {
    limits::check(node).map_err(|_| BadTree::TooLarge)?;
    visit(node, false)
}

fn visit(node: &Node, argument: bool) -> Result<(), BadTree> {
    let calls = matches!(node.expression, Expression::Call { .. });
    match &node.expression {
        Expression::Blank if !argument => return Err(BadTree::BadBlank),
        Expression::Number(number) if *number < Decimal::ZERO => return Err(BadTree::NegativeLiteral),
        Expression::Text(text) if text.chars().count() > limits::TEXT => {
            return Err(BadTree::LongText(limits::TEXT));
        }
        Expression::Chain { operators, operands } => {
            let rank = operators.first().map(|operator| operator.rank());
            let even = operators.iter().all(|operator| Some(operator.rank()) == rank);
            if operators.is_empty() || operands.len() != operators.len() + 1 || !even {
                return Err(BadTree::BadChain);
            }
        }
        Expression::Call { function, .. } => {
            let lone = matches!(limits::children(node), [Node { expression: Expression::Blank, .. }]);
            if lone {
                return Err(BadTree::BadBlank);
            }
            let good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
            let begins = function.starts_with(|c: char| c.is_alphabetic() || c == '_');
            if !begins || !function.chars().all(good) || function.to_uppercase() != function.as_ref() {
                return Err(BadTree::BadFunction(function.to_string()));
            }
        }
        _ => {}
    }
    limits::children(node).iter().try_for_each(|child| visit(child, calls))
}
