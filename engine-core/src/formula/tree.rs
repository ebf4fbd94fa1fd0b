//! The typed tree that a formula's text becomes, and its JSON.
//!
//! Shape:  `Node { expression, at }`; a run of operators of one rank is one flat `Chain`, so that depth is nesting alone.
//! Units:  spans count characters (Unicode scalar values) of the text.
//! Source: docs/spec/formulas.md §1 and §8.

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::number;

/// An expression and where it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it says.
    #[serde(flatten)]
    pub expression: Expression,
    /// Where it was written.
    #[serde(default)]
    pub at: Span,
}

/// From the first character to the one after the last. Two spans are always equal: where a tree was written is no part
/// of what it says.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Span(pub u32, pub u32);

impl PartialEq for Span {
    fn eq(&self, _: &Span) -> bool {
        true
    }
}

/// One step of a formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    /// An argument left out, as in `IF({a},,1)`.
    Blank,
    /// A literal number, never negative.
    Number(#[serde(with = "number::json")] Decimal),
    /// A literal text.
    Text(Arc<str>),
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// A field, or one column of a sub-table.
    Field(FieldPath),
    /// `-x`
    Negate(Box<Node>),
    /// `x%`
    Percent(Box<Node>),
    /// `a + b - c`: one operand more than operators, folded from the left.
    Chain {
        /// All of one rank.
        operators: Vec<Operator>,
        /// One more than the operators.
        operands: Vec<Node>,
    },
    /// `NAME(a, b)`
    Call {
        /// In capitals.
        function: Arc<str>,
        /// In order.
        arguments: Vec<Node>,
    },
}

/// What stands between two operands. The last four are never parsed: the check writes them where it finds dates, so that
/// a blank date stays blank instead of counting as zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&`
    Join,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
    /// `date + n`
    DatePlus,
    /// `n + date`
    PlusDate,
    /// `date - n`
    DateMinus,
    /// `date - date`
    Elapsed,
}

impl Operator {
    /// From 1, the loosest, to 5, the tightest.
    pub fn rank(self) -> u8 {
        match self {
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => 1,
            Operator::Join => 2,
            Operator::Add | Operator::Subtract => 3,
            Operator::DatePlus | Operator::PlusDate | Operator::DateMinus | Operator::Elapsed => 3,
            Operator::Multiply | Operator::Divide => 4,
            Operator::Power => 5,
        }
    }

    /// How it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "<>",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Join => "&",
            Operator::Add | Operator::DatePlus | Operator::PlusDate => "+",
            Operator::Subtract | Operator::DateMinus | Operator::Elapsed => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Power => "^",
        }
    }
}

/// A field by its keys: `amount`, `customer.level`, `lines.amount`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldPath(Arc<str>);

impl FieldPath {
    /// Parses what stands between the braces.
    pub fn parse(text: &str) -> Result<FieldPath, BadFieldPath> {
        let keys: Vec<&str> = text.split('.').map(str::trim).collect();
        let good = |key: &&str| {
            !key.is_empty()
                && key.chars().count() <= 64
                && !key.contains(['{', '}', '｛', '｝', '"'])
                && !key.chars().any(char::is_control)
        };
        if keys.len() > 4 || !keys.iter().all(good) {
            return Err(BadFieldPath(text.to_owned()));
        }
        Ok(FieldPath(keys.join(".").into()))
    }

    /// The keys joined by dots.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Key by key.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FieldPath {
    type Error = BadFieldPath;

    fn try_from(text: String) -> Result<FieldPath, BadFieldPath> {
        FieldPath::parse(&text)
    }
}

impl From<FieldPath> for String {
    fn from(path: FieldPath) -> String {
        path.0.as_ref().to_owned()
    }
}

/// Not a path of one to four keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a field: write one to four keys joined by dots, such as `customer.level`")]
pub struct BadFieldPath(String);
