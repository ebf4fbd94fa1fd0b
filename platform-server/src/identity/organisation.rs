//! The department tree as a function of its edges.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// `own` and everything below, each once, `own` first. A cycle in the edges ends the walk and harms nobody.
pub(super) fn with_below(own: &[Uuid], edges: &[(Uuid, Option<Uuid>)]) -> Vec<Uuid> {
    let mut below: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (id, parent) in edges {
        if let Some(parent) = parent {
            below.entry(*parent).or_default().push(*id);
        }
    }
    let mut seen: HashSet<Uuid> = HashSet::new();
    let mut found: Vec<Uuid> = own.iter().copied().filter(|id| seen.insert(*id)).collect();
    let mut at = 0;
    while let Some(id) = found.get(at).copied() {
        at += 1;
        let children = below.get(&id).into_iter().flatten().copied();
        let new: Vec<Uuid> = children.filter(|child| seen.insert(*child)).collect();
        found.extend(new);
    }
    found
}

/// Ids from the top down to each department, each after a `/`.
pub(super) fn paths(edges: &[(Uuid, Option<Uuid>)]) -> HashMap<Uuid, String> {
    let parents: HashMap<Uuid, Option<Uuid>> = edges.iter().copied().collect();
    let path = |id: Uuid| {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(Some(parent)) = parents.get(&at).copied() {
            if chain.contains(&parent) {
                break;
            }
            chain.push(parent);
            at = parent;
        }
        chain.iter().rev().map(|id| format!("/{}", id.simple())).collect()
    };
    parents.keys().map(|id| (*id, path(*id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn the_tree_below_is_found_once_each() {
        let edges =
            [(id(1), None), (id(2), Some(id(1))), (id(3), Some(id(2))), (id(4), Some(id(1))), (id(5), None)];
        assert_eq!(with_below(&[id(2)], &edges), [id(2), id(3)]);
        assert_eq!(with_below(&[id(2), id(1)], &edges), [id(2), id(1), id(3), id(4)]);
        assert_eq!(with_below(&[], &edges), [] as [Uuid; 0]);
    }

    #[test]
    fn a_cycle_ends() {
        let edges = [(id(1), Some(id(2))), (id(2), Some(id(1)))];
        assert_eq!(with_below(&[id(1)], &edges), [id(1), id(2)]);
        assert!(paths(&edges)[&id(1)].ends_with(&format!("{}", id(1).simple())));
    }

    #[test]
    fn paths_run_from_the_top() {
        let edges = [(id(1), None), (id(2), Some(id(1)))];
        assert_eq!(paths(&edges)[&id(2)], format!("/{}/{}", id(1).simple(), id(2).simple()));
    }
}
