//! How large a formula and what it computes may be.
//!
//! Errors: `too_many_nodes` and `too_deep` for trees; `#LIMIT!` for evaluations.
//! Source: docs/spec/formulas.md §6.

use super::issue::FormulaIssue;
use super::tree::{Expression, Node, Span};

/// Characters of a formula's text.
pub const TEXT: usize = 4_000;
/// Nodes of a tree.
pub const NODES: usize = 2_000;
/// Nesting of a tree.
pub const DEPTH: usize = 32;
/// Steps of one evaluation.
pub const OPERATIONS: u32 = 50_000;
/// Characters of a computed text.
pub const TEXT_RESULT: usize = 10_000;
/// Items of a list.
pub const LIST: usize = 10_000;
/// Bytes of a compiled regular expression.
pub const REGEX: usize = 1 << 20;
/// Operations that compiling a regular expression costs.
pub const REGEX_PRICE: usize = 200;
/// Characters of a pattern or format.
pub const PATTERN: usize = 255;

/// Refuses a tree with too many nodes or too deep.
pub(super) fn check(node: &Node) -> Result<(), FormulaIssue> {
    let mut nodes = 0;
    measure(node, 1, &mut nodes)?;
    if nodes > NODES {
        let chinese = format!("公式最多 {NODES} 个部分，这里有 {nodes} 个");
        let english = format!("a formula has at most {NODES} parts; this one has {nodes}");
        return Err(FormulaIssue::new("too_many_nodes", node.at, chinese, english));
    }
    Ok(())
}

fn measure(node: &Node, depth: usize, nodes: &mut usize) -> Result<(), FormulaIssue> {
    *nodes += 1;
    if depth > DEPTH {
        return Err(too_deep(node.at));
    }
    children(node).iter().try_for_each(|child| measure(child, depth + 1, nodes))
}

/// The issue of a tree nested too deep.
pub(super) fn too_deep(at: Span) -> FormulaIssue {
    let english = format!("a formula nests at most {DEPTH} levels deep");
    FormulaIssue::new("too_deep", at, format!("公式最多嵌套 {DEPTH} 层"), english)
}

/// The expressions directly inside another.
pub(super) fn children(node: &Node) -> &[Node] {
    match &node.expression {
        Expression::Negate(inner) | Expression::Percent(inner) => std::slice::from_ref(inner),
        Expression::Chain { operands, .. } => operands,
        Expression::Call { arguments, .. } => arguments,
        _ => &[],
    }
}
