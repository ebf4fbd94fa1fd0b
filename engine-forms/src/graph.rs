//! What is computed, and in which order.
//!
//! Shape:  `Node → nodes it reads`; an order in which each comes after those, or the nodes of a cycle; and for each node
//!         who reads it ([`Order`]), so that a change is followed to what it reaches and no further.

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
    /// What is told of a field, or of a column as a whole.
    Told { scope: usize, slot: usize },
}

impl Node {
    /// The scope it is computed in.
    pub(crate) fn scope(self) -> usize {
        match self {
            Node::Shown { .. } => 0,
            Node::Holds { scope, .. }
            | Node::State { scope, .. }
            | Node::Value { scope, .. }
            | Node::Check { scope, .. }
            | Node::Told { scope, .. } => scope,
        }
    }
}

/// In which rows a reader is computed again when what it reads is another; the wider ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Breadth {
    /// In rows that there were not: it reads of a table only that its row is there.
    NewRows,
    /// In the rows in which what it reads is another.
    SameRow,
    /// In every row.
    EveryRow,
}

/// Nodes, each after those it reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    pub(crate) nodes: Vec<Node>,
    /// By place in `nodes`: the places of those who read it.
    pub(crate) readers: Vec<Vec<(usize, Breadth)>>,
    /// Sorted by node.
    places: Vec<(Node, usize)>,
}

impl Order {
    /// Nodes in order, with their readers.
    pub(crate) fn new(nodes: Vec<Node>, readers: Vec<Vec<(usize, Breadth)>>) -> Order {
        let mut places: Vec<(Node, usize)> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        places.sort_unstable();
        Order { nodes, readers, places }
    }

    /// The place of a node.
    pub(crate) fn place(&self, node: Node) -> Option<usize> {
        let at = self.places.binary_search_by(|(known, _)| known.cmp(&node)).ok()?;
        Some(self.places[at].1)
    }
}

/// What reads what.
#[derive(Debug, Default)]
pub(crate) struct Graph(BTreeMap<Node, BTreeMap<Node, Breadth>>);

impl Graph {
    /// Makes a node known.
    pub(crate) fn node(&mut self, node: Node) {
        self.0.entry(node).or_default();
    }

    /// Notes that `reader` is computed from `read`; in the scope of one table from that of its own row.
    pub(crate) fn reads(&mut self, reader: Node, read: Node) {
        let own = reader.scope() > 0 && reader.scope() == read.scope();
        self.edge(reader, read, if own { Breadth::SameRow } else { Breadth::EveryRow });
    }

    /// Notes that `reader` is computed from `read` in every row.
    pub(crate) fn reads_every_row(&mut self, reader: Node, read: Node) {
        self.edge(reader, read, Breadth::EveryRow);
    }

    /// Notes that `reader` is computed in each of the rows that `read` yields.
    pub(crate) fn lies_in(&mut self, reader: Node, read: Node) {
        self.edge(reader, read, Breadth::NewRows);
    }

    fn edge(&mut self, reader: Node, read: Node, breadth: Breadth) {
        let widest = self.0.entry(reader).or_default().entry(read).or_insert(breadth);
        *widest = breadth.max(*widest);
        self.node(read);
    }

    /// An order with who reads what in it.
    pub(crate) fn with_readers(&self, nodes: Vec<Node>) -> Order {
        let places: BTreeMap<Node, usize> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let mut readers = vec![Vec::new(); nodes.len()];
        for (at, reader) in nodes.iter().enumerate() {
            for (read, breadth) in self.0.get(reader).into_iter().flatten() {
                if let Some(read) = places.get(read) {
                    readers[*read].push((at, *breadth));
                }
            }
        }
        Order::new(nodes, readers)
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
            for read in self.0.get(&reader).into_iter().flat_map(BTreeMap::keys) {
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
            for read in reads.keys() {
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
            let next = self.0.get(&last).into_iter().flat_map(BTreeMap::keys).find(|n| left.contains_key(n));
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
