//! Nodes in the order in which each comes after what it reads: all of them, or those that a change reaches.

use super::{
    Machine, Part,
    marks::{Change, Marks, Rows},
    rows::Splice,
};
use crate::{form::Origin, graph::Node};

/// What a pass reached.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// What must be told again, in the order of telling.
    pub(crate) parts: Vec<Part>,
    /// Cells of rows whose value, or whether it is told, is another: scope, row and slot.
    pub(crate) cells: Vec<(usize, usize, usize)>,
    /// Tables with other rows, by scope.
    pub(crate) splices: Vec<(usize, Splice)>,
}

impl Machine<'_> {
    /// Computes everything.
    pub(crate) fn everything(&mut self) -> Reached {
        let mut reached = Reached { parts: Part::all(self.form).collect(), ..Reached::default() };
        for node in &self.form.order.nodes {
            self.compute(*node, Rows::All, &mut reached);
        }
        reached
    }

    /// Computes what is marked, and what reads what came out another, until nothing does.
    pub(crate) fn again(&mut self, mut marks: Marks) -> Reached {
        let mut reached = Reached::default();
        while let Some((at, rows)) = marks.next() {
            let node = self.form.order.nodes[at];
            if let Some(part) = Part::told_by(self.form, node)
                && let Err(at) = reached.parts.binary_search(&part)
            {
                reached.parts.insert(at, part);
            }
            let change = self.compute(node, rows, &mut reached);
            for reader in &self.form.order.readers[at] {
                marks.follow(*reader, &change);
            }
        }
        reached
    }

    fn compute(&mut self, node: Node, rows: Rows, reached: &mut Reached) -> Change {
        if let Node::Value { scope: 0, slot } = node
            && let Origin::Rows(scope) = self.form.scopes[0].slots[slot].origin
        {
            return self.rows(scope, slot, reached);
        }
        let scope = node.scope();
        let mut changed = Vec::new();
        if scope == 0 {
            return Change::In(if self.step(node, None) { vec![0] } else { changed });
        }
        let slot = match node {
            Node::Value { slot, .. } | Node::State { slot, .. } => Some(slot),
            _ => None,
        };
        for row in rows.among(self.state.tables[scope].len()) {
            let before = slot.and_then(|slot| self.told(scope, row, slot));
            if !self.step(node, Some(row)) {
                continue;
            }
            changed.push(row);
            if let Some(slot) = slot.filter(|slot| before != self.told(scope, row, *slot)) {
                reached.cells.push((scope, row, slot));
            }
        }
        Change::In(changed)
    }

    /// Computes a node in one place; whether it came out another.
    fn step(&mut self, node: Node, row: Option<usize>) -> bool {
        let changed = match node {
            Node::Shown { group } => self.group(group),
            Node::Holds { scope, rule } => {
                let holds = self.meets(&self.prepared.rules[scope][rule], scope, row);
                std::mem::replace(&mut self.place_mut(scope, row).holds[rule], holds) != holds
            }
            Node::State { scope, slot } => self.cell_state(scope, row, slot),
            Node::Value { scope, slot } => self.value(scope, row, slot),
            Node::Check { scope, check } => {
                let fails = self.fails(scope, row, check);
                std::mem::replace(&mut self.place_mut(scope, row).fails[check], fails) != fails
            }
            // Told with the outcome.
            Node::Told { .. } => return false,
        };
        let asked = self.asked.take();
        let wanted = &mut self.place_mut(node.scope(), row).wanted;
        wanted.retain(|(by, _)| *by != node);
        wanted.extend(asked.into_iter().map(|wanted| (node, wanted)));
        changed
    }
}
