//! A tree back to text, with no more parentheses than needed.
//!
//! Shape:  `Node → String` such that parsing it gives the same tree.
//! Source: docs/spec/formulas.md §1.

use std::fmt::{self, Write as _};

use super::tree::{Expression, Node};

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expression {
            Expression::Blank => Ok(()),
            Expression::Number(number) => write!(f, "{number}"),
            Expression::Text(text) => write!(f, "\"{}\"", text.replace('"', "\"\"")),
            Expression::Boolean(truth) => f.write_str(if *truth { "TRUE" } else { "FALSE" }),
            Expression::Field(path) => write!(f, "{{{path}}}"),
            Expression::Negate(inner) => {
                f.write_char('-')?;
                within(f, inner, rank(inner) < 6)
            }
            Expression::Percent(inner) => {
                within(f, inner, rank(inner) < 7)?;
                f.write_char('%')
            }
            Expression::Chain { operators, operands } => {
                for (index, operand) in operands.iter().enumerate() {
                    if let Some(operator) = index.checked_sub(1).and_then(|before| operators.get(before)) {
                        write!(f, " {} ", operator.as_str())?;
                    }
                    within(f, operand, rank(operand) <= rank(self))?;
                }
                Ok(())
            }
            Expression::Call { function, arguments } => {
                write!(f, "{function}(")?;
                for (index, argument) in arguments.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{argument}")?;
                }
                f.write_char(')')
            }
        }
    }
}

/// How tightly an expression holds together: 1 to 5 as its operators, 6 for a sign, 7 for a percent, 8 for the rest.
fn rank(node: &Node) -> u8 {
    match &node.expression {
        Expression::Chain { operators, .. } => operators.first().map_or(0, |operator| operator.rank()),
        Expression::Negate(_) => 6,
        Expression::Percent(_) => 7,
        _ => 8,
    }
}

fn within(f: &mut fmt::Formatter<'_>, node: &Node, parentheses: bool) -> fmt::Result {
    if parentheses { write!(f, "({node})") } else { write!(f, "{node}") }
}
