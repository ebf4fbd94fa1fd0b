//! What a formula needs before it can be computed.
//!
//! Shape:  `Node → Depends { fields, volatile, remote, tables }`.
//! Source: docs/spec/formulas.md §8.

use std::collections::BTreeSet;

use super::functions;
use super::limits;
use super::tree::{Expression, FieldPath, Node};

/// What a formula reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Depends {
    /// Fields read, in any branch.
    pub fields: BTreeSet<FieldPath>,
    /// Whether the result changes with the clock.
    pub volatile: bool,
    /// Whether other records are read.
    pub remote: bool,
    /// Whether a table of Unicode or of pinyin is needed, which a page does not have.
    pub tables: bool,
}

impl Depends {
    pub(super) fn of(node: &Node) -> Depends {
        let mut depends = Depends::default();
        depends.visit(node);
        depends
    }

    fn visit(&mut self, node: &Node) {
        match &node.expression {
            Expression::Field(path) => {
                self.fields.insert(path.clone());
            }
            Expression::Call { function, .. } => {
                self.volatile |= functions::find(function).is_some_and(|known| known.volatile);
                self.remote |= functions::is_remote(function);
                self.tables |= matches!(&**function, "PINYIN" | "REGEXMATCH" | "REGEXEXTRACT");
            }
            _ => {}
        }
        for child in limits::children(node) {
            self.visit(child);
        }
    }
}
