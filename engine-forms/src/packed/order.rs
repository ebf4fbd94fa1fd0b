//! The order, packed: each node as three numbers, and behind them who reads it.

use engine_core::packed::Packed;
use serde_json::Value as Json;

use crate::graph::{Breadth, Node, Order};

impl Node {
    fn parts(self) -> [usize; 3] {
        match self {
            Node::Holds { scope, rule } => [0, scope, rule],
            Node::Shown { group } => [1, 0, group],
            Node::State { scope, slot } => [2, scope, slot],
            Node::Value { scope, slot } => [3, scope, slot],
            Node::Check { scope, check } => [4, scope, check],
            Node::Told { scope, slot } => [5, scope, slot],
        }
    }

    fn of_parts(tag: usize, scope: usize, at: usize) -> Node {
        match tag {
            0 => Node::Holds { scope, rule: at },
            1 => Node::Shown { group: at },
            2 => Node::State { scope, slot: at },
            3 => Node::Value { scope, slot: at },
            4 => Node::Check { scope, check: at },
            _ => Node::Told { scope, slot: at },
        }
    }
}

/// How many places one reader takes: the breadth is told with its place.
const BREADTHS: [Breadth; 3] = [Breadth::NewRows, Breadth::SameRow, Breadth::EveryRow];

impl Packed for Order {
    fn pack(&self) -> Json {
        let node = |(node, readers): (&Node, &Vec<(usize, Breadth)>)| {
            let readers = readers.iter().map(|(at, breadth)| at * BREADTHS.len() + *breadth as usize);
            node.parts().into_iter().chain(readers).collect::<Vec<usize>>().pack()
        };
        self.nodes.iter().zip(&self.readers).map(node).collect()
    }

    fn unpack(json: &Json) -> Option<Order> {
        let (mut nodes, mut readers) = (Vec::new(), Vec::new());
        for json in json.as_array()? {
            let numbers: Vec<usize> = Packed::unpack(json)?;
            let [tag, scope, at, read @ ..] = &numbers[..] else { return None };
            nodes.push(Node::of_parts(*tag, *scope, *at));
            readers.push(read.iter().map(|n| (n / BREADTHS.len(), BREADTHS[n % BREADTHS.len()])).collect());
        }
        Some(Order::new(nodes, readers))
    }
}
