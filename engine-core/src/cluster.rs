//! Which records look like one: groups by equal keys, without those that somebody said are apart.
//!
//! Shape:  [`Alike::add`] for each record with its keys, then [`Alike::groups`]: records that share a key, directly or
//!         through others, in the order in which they came. [`together`] cuts a group where pairs are apart.
//! Units:  a key costs 12 bytes and a record 4, whatever the key says; equal keys are told by 64 bits of a hash, so whoever
//!         shows a group looks at the keys themselves again.

use std::hash::{DefaultHasher, Hash, Hasher as _};

/// Records on their way into groups.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    keys: Vec<(u64, u32)>,
    records: u32,
}

impl Alike {
    /// The next record, by its keys: of which field, and what.
    pub fn add<K: Hash>(&mut self, keys: impl Iterator<Item = K>) {
        for key in keys {
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            self.keys.push((hasher.finish(), self.records));
        }
        self.records = self.records.saturating_add(1);
    }

    /// Groups of at least two records, as their places in the order of adding; the group with the first record first.
    pub fn groups(mut self) -> Vec<Vec<u32>> {
        self.keys.sort_unstable();
        let mut first: Vec<u32> = (0..self.records).collect();
        for pair in self.keys.windows(2) {
            if let [(one, a), (other, b)] = pair
                && one == other
            {
                let (a, b) = (root(&mut first, *a), root(&mut first, *b));
                first[a.max(b) as usize] = a.min(b);
            }
        }
        let mut members: Vec<(u32, u32)> =
            (0..self.records).map(|record| (root(&mut first, record), record)).collect();
        members.sort_unstable();
        let groups = members.chunk_by(|(one, _), (other, _)| one == other);
        groups.filter(|group| group.len() > 1).map(|group| group.iter().map(|(_, r)| *r).collect()).collect()
    }
}

/// The first record of a record's group; the way there becomes shorter.
fn root(first: &mut [u32], mut record: u32) -> u32 {
    while first[record as usize] != record {
        let next = first[first[record as usize] as usize];
        first[record as usize] = next;
        record = next;
    }
    record
}

/// Cuts a group so that no two that are apart stay together: each record joins the first part in which it is apart from
/// nobody. Parts of one are left out.
pub fn together<T: Clone>(group: &[T], apart: impl Fn(&T, &T) -> bool) -> Vec<Vec<T>> {
    let mut parts: Vec<Vec<T>> = Vec::new();
    for record in group {
        match parts.iter_mut().find(|part| part.iter().all(|other| !apart(record, other))) {
            Some(part) => part.push(record.clone()),
            None => parts.push(vec![record.clone()]),
        }
    }
    parts.retain(|part| part.len() > 1);
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn groups(records: &[&[&str]]) -> Vec<Vec<u32>> {
        let mut alike = Alike::default();
        for keys in records {
            alike.add(keys.iter());
        }
        alike.groups()
    }

    #[test]
    fn records_are_grouped_through_others() {
        let records: [&[&str]; 6] = [&["a"], &["b"], &["a", "c"], &[], &["c"], &["b"]];
        assert_eq!(groups(&records), [vec![0, 2, 4], vec![1, 5]]);
        assert_eq!(groups(&[&["a"], &["b"]]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn who_is_apart_is_never_together() {
        let apart = |pairs: &'static [(u8, u8)]| {
            move |a: &u8, b: &u8| pairs.contains(&(*a, *b)) || pairs.contains(&(*b, *a))
        };
        assert_eq!(together(&[1, 2, 3], apart(&[(1, 2)])), [vec![1, 3]]);
        assert_eq!(together(&[1, 2, 3], apart(&[(1, 2), (1, 3)])), [vec![2, 3]]);
        assert_eq!(together(&[1, 2], apart(&[(2, 1)])), Vec::<Vec<u8>>::new());
    }

    proptest! {
        /// Against the slow and plain way: spread the smallest number until nothing changes.
        #[test]
        fn groups_are_those_of_the_plain_way(records in prop::collection::vec(prop::collection::vec(0_u8..20, 0..3), 0..30)) {
            let mut least: Vec<usize> = (0..records.len()).collect();
            loop {
                let before = least.clone();
                for a in 0..records.len() {
                    for b in 0..records.len() {
                        if records[a].iter().any(|key| records[b].contains(key)) {
                            least[a] = least[a].min(least[b]);
                        }
                    }
                }
                if before == least { break }
            }
            let mut alike = Alike::default();
            for keys in &records {
                alike.add(keys.iter());
            }
            let found = alike.groups();
            for group in &found {
                prop_assert!(group.iter().all(|r| least[*r as usize] == group[0] as usize));
            }
            let grouped: usize = found.iter().map(Vec::len).sum();
            let expected = (0..records.len()).filter(|r| least.iter().filter(|l| **l == least[*r]).count() > 1).count();
            prop_assert_eq!(grouped, expected);
        }
    }
}
