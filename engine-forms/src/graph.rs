//! What is computed, and in which order.
//!
//! Shape:  `Node → nodes it reads`; an order in which each comes after those, or the nodes of a cycle.

use std::collections::{BTreeMap, BTreeSet};

/// One thing that is computed. In the scope of rows it is computed for each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    /// Whether a rule holds.
    Holds { scope: usize, rule: usize },
    /// Whether a block is there.
    Shown { group: usize },
    /// Whether a field is there, and whether anybody may change it.
    State { scope: usize, slot: usize },
    /// The value of a field.
    Value { scope: usize, slot: usize },
    /// Whether a check holds.
    Check { scope: usize, check: usize },
}

/// What reads what.
#[derive(Debug, Default)]
pub(crate) struct Graph(BTreeMap<Node, BTreeSet<Node>>);

impl Graph {
    /// Makes a node known.
    pub(crate) fn node(&mut self, node: Node) {
        self.0.entry(node).or_default();
    }

    /// Notes that `reader` is computed from `read`.
    pub(crate) fn reads(&mut self, reader: Node, read: Node) {
        self.0.entry(reader).or_default().insert(read);
        self.node(read);
    }

    /// Every node.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.0.keys().copied()
    }

    /// What a node reads, and what these read in turn as long as `through` lets one go on.
    pub(crate) fn behind(&self, node: Node, through: impl Fn(Node) -> bool) -> BTreeSet<Node> {
        let mut found = BTreeSet::new();
        let mut open = vec![node];
        while let Some(reader) = open.pop() {
            for read in self.0.get(&reader).into_iter().flatten() {
                if found.insert(*read) && through(*read) {
                    open.push(*read);
                }
            }
        }
        found
    }

    /// Every node after those it reads; always the same order for the same graph.
    ///
    /// # Errors
    /// The nodes of one cycle, in the order in which each reads the next.
    pub(crate) fn order(&self) -> Result<Vec<Node>, Vec<Node>> {
        let mut waiting: BTreeMap<Node, usize> = self.0.iter().map(|(n, reads)| (*n, reads.len())).collect();
        let mut readers: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        for (reader, reads) in &self.0 {
            for read in reads {
                readers.entry(*read).or_default().push(*reader);
            }
        }
        let mut ready: BTreeSet<Node> = waiting.iter().filter(|(_, n)| **n == 0).map(|(n, _)| *n).collect();
        let mut order = Vec::with_capacity(waiting.len());
        while let Some(node) = ready.pop_first() {
            order.push(node);
            waiting.remove(&node);
            for reader in readers.get(&node).into_iter().flatten() {
                if let Some(left) = waiting.get_mut(reader) {
                    *left -= 1;
                    if *left == 0 {
                        ready.insert(*reader);
                    }
                }
            }
        }
        if waiting.is_empty() { Ok(order) } else { Err(self.cycle(&waiting)) }
    }

    /// A cycle among nodes of which each reads another one.
    fn cycle(&self, left: &BTreeMap<Node, usize>) -> Vec<Node> {
        let Some((first, _)) = left.first_key_value() else { return Vec::new() };
        let mut path = vec![*first];
        loop {
            let last = path[path.len() - 1];
            let next = self.0.get(&last).into_iter().flatten().find(|n| left.contains_key(n));
            let Some(next) = next else { return path };
            if let Some(at) = path.iter().position(|n| n == next) {
                return path.split_off(at);
            }
            path.push(*next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(slot: usize) -> Node {
        Node::Value { scope: 0, slot }
    }

    #[test]
    fn what_is_read_comes_first() {
        let mut graph = Graph::default();
        graph.reads(value(0), value(2));
        graph.reads(value(2), value(1));
        assert_eq!(graph.order(), Ok(vec![value(1), value(2), value(0)]));
    }

    #[test]
    fn a_cycle_is_told_without_what_only_leads_to_it() {
        let mut graph = Graph::default();
        graph.reads(value(0), value(1));
        graph.reads(value(1), value(2));
        graph.reads(value(2), value(1));
        assert_eq!(graph.order(), Err(vec![value(1), value(2)]));
    }
}
